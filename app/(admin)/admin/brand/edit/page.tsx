import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BrandForm } from "@/components/admin/brand/brand-form";
import { BackLink } from "@/components/admin/shared/back-link";
import { ClientMessages, FORM_TEXTS } from "@/components/layout/client-messages";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { completed, NO_BRAND } from "@/lib/brand/brand";
import { fieldsOf } from "@/lib/brand/change/form";
import { readBrand } from "@/lib/brand/read";
import { senderAddress } from "@/lib/mail/sender";
import { changeBrandAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.brand.form");
  return { title: t("title") };
}

/** The form of the brand's texts, colour and addresses. An empty field shows the value of the settings. */
export default async function EditBrandPage() {
  await requireAdmin();
  const own = await readBrand();
  const t = await getTranslations("admin.brand");
  return (
    <div className="max-w-2xl">
      <BackLink href="/admin/brand">{t("title")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("form.title")}</h1>
      <p className="mt-1.5 text-muted">{t("form.lead")}</p>
      <ClientMessages of={["admin.brand", ...FORM_TEXTS]}>
        <BrandForm
          action={changeBrandAction}
          start={{ ...fieldsOf(own), version: String(own.version) }}
          settings={fieldsOf(completed(NO_BRAND))}
          sender={senderAddress()}
        />
      </ClientMessages>
    </div>
  );
}
