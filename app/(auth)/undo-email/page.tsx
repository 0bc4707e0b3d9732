import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PaperPage } from "@/components/ui/paper-card";
import { SubmitButton } from "@/components/ui/submit-button";
import { getEmailUndo } from "@/lib/account/email-change/get-undo";
import { openedMailedLink } from "@/lib/auth/links/mailed-link";
import { LINK_MARK_FIELD, linkMark } from "@/lib/auth/links/mark";
import { getBrand } from "@/lib/brand/current";
import { readableEmailAddress } from "@/lib/email-address";
import { EMAIL_UNDO_HOURS } from "@/lib/lifetimes";
import { undoEmailChangeAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("undoEmail");
  return { title: t("title") };
}

/** The page of an opened undo link. Only its button undoes the email change: email scanners do not send a POST. */
export default async function UndoEmailPage({ searchParams }: PageProps<"/undo-email">) {
  const { done, problem } = await searchParams;
  const token = await openedMailedLink("undo-email");
  const undo = token && (await getEmailUndo(token));
  const t = await getTranslations("undoEmail");
  const validation = await getTranslations("validation");
  const partner = (await getBrand()).name;

  if (undo && problem !== "taken") {
    return (
      <PaperPage title={t("title")}>
        <p className="wrap-anywhere mt-3">
          {t("body", { email: readableEmailAddress(undo.email), current: readableEmailAddress(undo.current) })}
        </p>
        <ul className="mt-4 grid list-disc gap-1.5 pl-5 text-muted">
          {(["1", "2", "3"] as const).map((consequence) => (
            <li key={consequence}>{t(consequence)}</li>
          ))}
        </ul>
        {problem === "link_changed" && (
          <div className="mt-5">
            <Notice kind="problem">{validation("link_changed")}</Notice>
          </div>
        )}
        <Form action={undoEmailChangeAction} className="mt-7 grid gap-2">
          <input type="hidden" name={LINK_MARK_FIELD} value={linkMark("undo-email", token)} />
          <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>
          <ButtonLink href="/" look="quiet">
            {t("cancel")}
          </ButtonLink>
        </Form>
      </PaperPage>
    );
  }
  if (undo)
    return (
      <Answer title={t("takenTitle")} body={t("takenBody", { email: readableEmailAddress(undo.email), partner })} />
    );
  if (done === "yes") return <Answer title={t("doneTitle")} body={t("doneBody")} look="primary" />;
  return <Answer title={t("usedTitle")} body={t("usedBody", { partner, hours: EMAIL_UNDO_HOURS })} />;
}

type AnswerProps = { title: string; body: string; look?: "primary" | "secondary" };

async function Answer({ title, body, look = "secondary" }: AnswerProps) {
  const t = await getTranslations("undoEmail");
  return (
    <PaperPage title={title}>
      <p className="wrap-anywhere mt-3">{body}</p>
      <ButtonLink href="/sign-in" look={look} className="mt-7">
        {t("signIn")}
      </ButtonLink>
    </PaperPage>
  );
}
