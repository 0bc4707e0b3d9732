import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { ReceiptPage } from "@/components/ui/paper-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("goodbye");
  return { title: t("title") };
}

/** What someone sees who has left a business, or deleted the account. For everyone: they are signed out. */
export default async function GoodbyePage({ searchParams }: PageProps<"/goodbye">) {
  const t = await getTranslations("goodbye");
  const kind = (await searchParams).why === "left" ? "left" : "deleted";
  return (
    <ReceiptPage title={t(`${kind}Title`)}>
      <p className="mt-3">{t(`${kind}Body`)}</p>
      <ButtonLink href="/sign-in" look="secondary" className="mt-7">
        {t("again")}
      </ButtonLink>
    </ReceiptPage>
  );
}
