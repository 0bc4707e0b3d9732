import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { ReceiptPage } from "@/components/layout/receipt-page";
import { Button } from "@/components/ui/button";
import { env } from "@/lib/env";

const linkSchema = z.object({ token: z.string().min(1), email: z.email(), callbackUrl: z.string().default("/") });

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

/** Where a sign-in mail leads. Only its button uses the link up, by a POST that no mail scanner sends. */
export default async function ConfirmPage({ searchParams }: PageProps<"/sign-in/confirm">) {
  const link = linkSchema.safeParse(await searchParams);
  if (!link.success) redirect("/sign-in/error?error=Verification");

  const t = await getTranslations("signIn.confirm");
  return (
    <ReceiptPage title={t("title", { partner: env().PARTNER_NAME })}>
      <p className="mt-3 break-words">{t("body", { email: link.data.email })}</p>
      <form method="post" action="/api/auth/callback/nodemailer" className="mt-7">
        {Object.entries(link.data).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Button type="submit">{t("button")}</Button>
      </form>
      <p className="mt-6 text-muted text-sm">{t("hint")}</p>
    </ReceiptPage>
  );
}
