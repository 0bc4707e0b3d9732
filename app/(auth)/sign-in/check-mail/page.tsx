import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { CODE_INPUT } from "@/components/ui/code-input";
import { Notice } from "@/components/ui/notice";
import { PaperPage } from "@/components/ui/paper-card";
import { TextForm } from "@/components/ui/text-form";
import { currentBrowser } from "@/lib/auth/browser";
import { CODE_DIGITS } from "@/lib/auth/codes/digits";
import { getOpenCode } from "@/lib/auth/codes/get-open-code";
import { signInPath } from "@/lib/auth/return-to";
import { wantedPath } from "@/lib/auth/wanted-path";
import { readableEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { SIGN_IN_LINK_MINUTES } from "@/lib/lifetimes";
import { signInWithCodeAction } from "../../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.checkMail");
  return { title: t("title") };
}

/** Says that an email is on its way, and accepts its code in the browser that requested it. */
export default async function CheckMailPage() {
  const browserHash = await currentBrowser();
  const code = browserHash ? await getOpenCode("SIGN_IN", browserHash) : null;
  const t = await getTranslations("signIn.checkMail");
  return (
    <PaperPage title={t("title")}>
      {!code && <p className="mt-3">{t("body", { minutes: SIGN_IN_LINK_MINUTES })}</p>}
      {code?.usedUp && (
        <div className="mt-5">
          <Notice kind="problem">{t("usedUp", { email: readableEmailAddress(code.email) })}</Notice>
        </div>
      )}
      {code && !code.usedUp && (
        <>
          <p className="wrap-anywhere mt-3">
            {t("bodyWithCode", {
              email: readableEmailAddress(code.email),
              minutes: SIGN_IN_LINK_MINUTES,
              digits: CODE_DIGITS,
            })}
          </p>
          <TextForm
            action={signInWithCodeAction}
            {...CODE_INPUT}
            label={t("code")}
            hint={t("codeHint")}
            submit={t("submit")}
            pending={t("pending")}
          />
        </>
      )}
      {env().SIGN_UP === "invited" && <p className="mt-6">{t("invited")}</p>}
      <p className="mt-6 text-muted">{t("hint")}</p>
      <ButtonLink href={signInPath(await wantedPath())} look="secondary" className="mt-4 w-full">
        {t("again")}
      </ButtonLink>
    </PaperPage>
  );
}
