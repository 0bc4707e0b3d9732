import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PaperCard } from "@/components/ui/paper-card";
import { SubmitButton } from "@/components/ui/submit-button";
import { getEmailChange } from "@/lib/account/email-change/get";
import { openedMailedLink } from "@/lib/auth/links/mailed-link";
import { LINK_MARK_FIELD, linkMark } from "@/lib/auth/links/mark";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { readableEmailAddress } from "@/lib/email-address";
import { EMAIL_CHANGE_MINUTES, EMAIL_UNDO_HOURS } from "@/lib/lifetimes";
import { confirmEmailChangeAction } from "../../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.email");
  return { title: t("title") };
}

/**
 * The page of an opened confirmation link for a new email. Only its button uses the link up: email scanners do not send
 * a POST.
 */
export default async function ConfirmEmailPage({ searchParams }: PageProps<"/settings/email/confirm">) {
  const user = await requireUser();
  const token = await openedMailedLink("email");
  const change = token && (await getEmailChange(user, token));
  const t = await getTranslations("settings");

  const { problem: asked } = await searchParams;
  const isTaken = asked === "taken";
  if (!change || isTaken) {
    const problem = isTaken ? "taken" : "failed";
    return (
      <div className="flex justify-center">
        <PaperCard title={t(`email.${problem}.title`)}>
          <p className="mt-4">{t(`email.${problem}.body`, { minutes: EMAIL_CHANGE_MINUTES })}</p>
          <p className="mt-3 text-muted">{t(`email.${problem}.again`)}</p>
          <ButtonLink href="/settings#email" className="mt-7">
            {t("back")}
          </ButtonLink>
        </PaperCard>
      </div>
    );
  }
  const validation = await getTranslations("validation");
  const words = { email: readableEmailAddress(change.email), before: readableEmailAddress(user.email) };
  return (
    <div className="flex justify-center">
      <PaperCard title={t("email.confirm.title")}>
        <p className="mt-4 wrap-anywhere">{t("email.confirm.body", { ...words, hours: EMAIL_UNDO_HOURS })}</p>
        {(asked === "link_changed" || asked === "mail_failed") && (
          <div className="mt-5">
            <Notice kind="problem">{validation(asked)}</Notice>
          </div>
        )}
        <Form action={confirmEmailChangeAction} className="mt-7 grid gap-2">
          <input type="hidden" name={LINK_MARK_FIELD} value={linkMark("email", token)} />
          <SubmitButton pendingText={t("email.confirm.pending")}>{t("email.confirm.submit")}</SubmitButton>
          <ButtonLink href="/settings" look="quiet" className="wrap-anywhere">
            {t("email.confirm.cancel", words)}
          </ButtonLink>
        </Form>
      </PaperCard>
    </div>
  );
}
