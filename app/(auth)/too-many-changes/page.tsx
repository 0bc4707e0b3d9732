import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { LIMIT_MINUTES } from "@/lib/lifetimes";
import { CHANGES_PER_HOUR } from "@/lib/quotas";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tooManyChanges");
  return { title: t("title") };
}

/** The page after a button whose user has reached the hourly limit of changes. Forms show this problem themselves. */
export default async function TooManyChangesPage() {
  const t = await getTranslations("tooManyChanges");
  return (
    <PaperPage title={t("title")}>
      <p className="mt-3">{t("body", { max: CHANGES_PER_HOUR, minutes: LIMIT_MINUTES })}</p>
      <ButtonLink href="/" look="secondary" className="mt-7">
        {t("home")}
      </ButtonLink>
      <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: "too_many_changes" })}</p>
    </PaperPage>
  );
}
