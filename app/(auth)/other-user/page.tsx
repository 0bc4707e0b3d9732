import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PlainButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("otherUser");
  return { title: t("title") };
}

/**
 * The page after a button whose page was made for another user than the signed-in one. Forms show this problem
 * themselves.
 */
export default async function OtherUserPage() {
  const t = await getTranslations("otherUser");
  return (
    <PaperPage title={t("title")}>
      <p className="mt-3">{t("body")}</p>
      <PlainButtonLink href="/" look="secondary" className="mt-7">
        {t("home")}
      </PlainButtonLink>
      <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: "other_user" })}</p>
    </PaperPage>
  );
}
