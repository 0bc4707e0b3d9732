import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PaperPage } from "@/components/ui/paper-card";
import { SubmitButton } from "@/components/ui/submit-button";
import { VALIDATION_NUMBERS } from "@/components/ui/validation-numbers";
import { openedMailedLink } from "@/lib/auth/links/mailed-link";
import { LINK_MARK_FIELD, linkMark } from "@/lib/auth/links/mark";
import { findReader } from "@/lib/auth/members/find-reader";
import { signInPath } from "@/lib/auth/return-to";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { readableEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { joinedPath } from "@/lib/http/paths";
import { INVITATION_DAYS } from "@/lib/lifetimes";
import { getInvitation } from "@/lib/merchants/members/get-invitation";
import { acceptInvitationAction, signInToJoinAction, signOutToJoinAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("invitation");
  return { title: t("page") };
}

/**
 * The page of an opened invitation. The invited user accepts it with a button, and any other visitor sees the reason
 * why not.
 */
export default async function InvitationPage({ searchParams }: PageProps<"/invitation">) {
  const token = await openedMailedLink("invitation");
  const invitation = token && (await getInvitation(token));
  const user = await currentUser();
  const t = await getTranslations("invitation");
  if (!invitation) {
    return (
      <PaperPage title={t("usedTitle")}>
        <p className="mt-3">{t("usedBody", { days: INVITATION_DAYS })}</p>
        <ButtonLink href="/" look="secondary" className="mt-7">
          {t("home")}
        </ButtonLink>
      </PaperPage>
    );
  }
  const { business, email, role } = invitation;
  const { oidc } = env();
  const { name: partner } = await getBrand();
  const roles = await getTranslations("settings.roles");
  const words = { business, email: readableEmailAddress(email), partner, role: roles(role) };
  const mark = <input type="hidden" name={LINK_MARK_FIELD} value={linkMark("invitation", token)} />;
  const problem = await problemText((await searchParams).problem);
  const notice = problem && (
    <div className="mt-5">
      <Notice kind="problem">{problem}</Notice>
    </div>
  );

  if (!user) {
    return (
      <PaperPage title={t("title", words)}>
        <p className="mt-3 wrap-anywhere">{t("forYou", words)}</p>
        <p className="mt-3 wrap-anywhere text-muted">{t("signIn", words)}</p>
        {notice}
        <Form action={signInToJoinAction} className="mt-7 grid gap-2">
          {mark}
          <SubmitButton pendingText={t("sending")}>{t("signInButton")}</SubmitButton>
          {oidc && (
            <ButtonLink href={signInPath("/invitation")} look="quiet">
              {t("signInOther")}
            </ButtonLink>
          )}
        </Form>
      </PaperPage>
    );
  }
  if (await findReader(user, invitation.merchantId)) redirect(joinedPath(invitation.merchantId));
  if (user.email !== email) {
    return (
      <PaperPage title={t("otherTitle")}>
        <p className="mt-3 wrap-anywhere">{t("otherBody", { ...words, self: readableEmailAddress(user.email) })}</p>
        {notice}
        <Form action={signOutToJoinAction} className="mt-7">
          <SubmitButton pendingText={t("signingOut")}>{t("signOut")}</SubmitButton>
        </Form>
      </PaperPage>
    );
  }
  return (
    <PaperPage title={t("title", words)}>
      <p className="mt-3 wrap-anywhere">{t("forYou", words)}</p>
      {notice}
      <Form action={acceptInvitationAction} className="mt-7 grid">
        {mark}
        <SubmitButton pendingText={t("pending")}>{t("submit", words)}</SubmitButton>
      </Form>
    </PaperPage>
  );
}

/** The problems of the page's actions; each has a text under `validation` in messages/. */
const PROBLEMS = [
  "too_many_mails_from_network",
  "too_many_sign_in_mails",
  "mail_paused",
  "mail_failed",
  "link_changed",
] as const;

async function problemText(asked: string | string[] | undefined): Promise<string | null> {
  const t = await getTranslations("validation");
  const problem = PROBLEMS.find((known) => known === asked);
  return problem ? t(problem, VALIDATION_NUMBERS) : null;
}
