import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PlainButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { roleProblem } from "@/lib/errors/role-problems";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notAllowed");
  return { title: t("title") };
}

/** The page after something that the member's role does not allow. Forms show this problem themselves. */
export default async function NotAllowedPage({ searchParams }: PageProps<"/not-allowed">) {
  const t = await getTranslations("notAllowed");
  const reason = roleProblem.safeParse((await searchParams).reason).data ?? "look_only";
  return (
    <PaperPage title={t("title")}>
      <p className="mt-3">{t(reason)}</p>
      <PlainButtonLink href="/" look="secondary" className="mt-7">
        {t("home")}
      </PlainButtonLink>
      <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: reason })}</p>
    </PaperPage>
  );
}
