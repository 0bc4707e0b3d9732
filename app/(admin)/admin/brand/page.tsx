import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BrandFacts } from "@/components/admin/brand/brand-facts";
import { Preview } from "@/components/admin/brand/preview";
import { Panel } from "@/components/admin/shared/panel";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { completed } from "@/lib/brand/brand";
import { BRAND_SECONDS } from "@/lib/brand/current";
import { readBrand } from "@/lib/brand/read";
import { isAdmin } from "@/lib/principal";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.brand");
  return { title: t("title") };
}

/** How the partner appears to merchants. */
export default async function BrandPage({ searchParams }: PageProps<"/admin/brand">) {
  const staff = await requireStaff();
  const own = await readBrand();
  const brand = completed(own);
  const t = await getTranslations("admin.brand");
  const isDone = (await searchParams).done === "changed";
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 max-w-prose text-muted">{t("lead")}</p>
      {isDone && (
        <div className="mt-6">
          <Notice kind="good">{t("done", { seconds: BRAND_SECONDS })}</Notice>
        </div>
      )}
      {isAdmin(staff) && (
        <div className="actions mt-6">
          <ButtonLink href="/admin/brand/edit">{t("edit")}</ButtonLink>
          <ButtonLink href="/admin/brand/images" look="secondary">
            {t("changeImages")}
          </ButtonLink>
        </div>
      )}
      <h2 className="mt-10 font-semibold text-lg tracking-tight">{t("preview.title")}</h2>
      <div className="mt-4 grid gap-6 lg:grid-cols-2">
        <Preview brand={brand} scheme="light" />
        <Preview brand={brand} scheme="dark" />
      </div>
      <div className="mt-8 grid gap-6">
        <Panel id="now" title={t("now")}>
          <BrandFacts own={own} />
        </Panel>
      </div>
    </>
  );
}
