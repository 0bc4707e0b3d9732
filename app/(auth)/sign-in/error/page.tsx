import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReceiptPage } from "@/components/layout/receipt-page";
import { ButtonLink } from "@/components/ui/button";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.failed");
  return { title: t("otherTitle") };
}

/** Auth.js's error page: its codes `Verification` and `AccessDenied`, and whatever else it says. */
export default async function SignInErrorPage({ searchParams }: PageProps<"/sign-in/error">) {
  const t = await getTranslations("signIn.failed");
  const { error } = await searchParams;
  const kind = error === "Verification" ? "link" : error === "AccessDenied" ? "denied" : "other";
  return (
    <ReceiptPage title={t(`${kind}Title`)}>
      <p className="mt-3 text-muted">{t(`${kind}Body`)}</p>
      <ButtonLink href="/sign-in" className="mt-7">
        {t("again")}
      </ButtonLink>
    </ReceiptPage>
  );
}
