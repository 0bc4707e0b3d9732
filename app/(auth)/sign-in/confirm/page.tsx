import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PaperPage } from "@/components/ui/paper-card";
import { LINK_MARK_FIELD, linkMark } from "@/lib/auth/links/mark";
import { openedSignInLink } from "@/lib/auth/links/sign-in-link";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { readableEmailAddress } from "@/lib/email-address";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

/** The page of an opened sign-in link. Only its button uses the link up: email scanners do not send a POST. */
export default async function ConfirmPage() {
  const link = await openedSignInLink();
  if (!link) redirect("/sign-in/error?error=Verification");

  const user = await currentUser();
  const isSwitch = user !== null && user.email !== link.email;
  const t = await getTranslations("signIn.confirm");
  return (
    <PaperPage title={t("title", { partner: (await getBrand()).name })}>
      {isSwitch ? (
        <div className="mt-5">
          <Notice kind="problem">
            {t("switch", { self: readableEmailAddress(user.email), email: readableEmailAddress(link.email) })}
          </Notice>
        </div>
      ) : (
        <p className="wrap-anywhere mt-3">{t("body", { email: readableEmailAddress(link.email) })}</p>
      )}
      <form method="post" action="/api/auth/callback/nodemailer" className="mt-7 grid">
        <input type="hidden" name={LINK_MARK_FIELD} value={linkMark("sign-in", link.token)} />
        <Button type="submit">{t("button")}</Button>
      </form>
      {isSwitch && (
        <ButtonLink href="/" look="quiet" className="wrap-anywhere mt-2 w-full">
          {t("stay", { self: readableEmailAddress(user.email) })}
        </ButtonLink>
      )}
      <p className="mt-6 text-muted text-sm">{t("hint")}</p>
    </PaperPage>
  );
}
