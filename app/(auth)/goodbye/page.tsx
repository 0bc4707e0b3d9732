import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("goodbye");
  return { title: t("title") };
}

/** The page after leaving a business or deleting the account. It needs no session, because the user is signed out. */
export default async function GoodbyePage({ searchParams }: PageProps<"/goodbye">) {
  const t = await getTranslations("goodbye");
  const kind = (await searchParams).why === "left" ? "left" : "deleted";
  return (
    <PaperPage title={t(`${kind}Title`)}>
      <p className="mt-3">{t(`${kind}Body`)}</p>
      <ButtonLink href="/sign-in" look="secondary" className="mt-7">
        {t("again")}
      </ButtonLink>
    </PaperPage>
  );
}
