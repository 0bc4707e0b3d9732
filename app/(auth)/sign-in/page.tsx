import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Welcome } from "@/components/layout/welcome";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { PaperPage } from "@/components/ui/paper-card";
import { PasskeyField } from "@/components/ui/passkey-field";
import { TextForm } from "@/components/ui/text-form";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { safeReturnTo } from "@/lib/auth/return-to";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { env } from "@/lib/env";
import { requestLinkAction, signInWithPasskeyAction, signInWithProviderAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { error, ...query } = await searchParams;
  // Auth.js redirects here instead of to its error page when the provider fails.
  if (error) redirect("/sign-in/error");
  const returnTo = safeReturnTo(query.returnTo);
  if (await currentUser()) redirect(returnTo);

  const t = await getTranslations("signIn");
  const { SIGN_UP, oidc } = env();
  const { name: partner, welcome } = await getBrand();
  return (
    <PaperPage title={t("title")}>
      <Welcome texts={welcome} />
      <p className="mt-3 text-muted">{t(SIGN_UP === "open" ? "lead" : "leadInvited", { partner })}</p>
      {oidc && (
        <Form action={signInWithProviderAction} className="mt-7 grid">
          <input type="hidden" name="returnTo" value={returnTo} />
          <Button type="submit" look="secondary">
            {t("oidc", { name: oidc.name })}
          </Button>
          <p className="mt-6 -mb-1 text-center text-muted text-sm">{t("or")}</p>
        </Form>
      )}
      <TextForm
        action={requestLinkAction}
        type="email"
        name="email"
        label={t("email")}
        hint={t("emailHint")}
        autoComplete="email"
        maxLength={254}
        submit={t("submit")}
        pending={t("pending")}
      >
        <input type="hidden" name="returnTo" value={returnTo} />
      </TextForm>
      {relyingParty() && (
        <Form action={signInWithPasskeyAction} className="mt-3 grid gap-3">
          <input type="hidden" name="returnTo" value={returnTo} />
          <PasskeyField purpose="use" name="answer" problem={t("passkeyUnanswered")}>
            {t("passkey")}
          </PasskeyField>
        </Form>
      )}
    </PaperPage>
  );
}
