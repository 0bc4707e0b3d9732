import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PaperPage } from "@/components/ui/paper-card";
import { SubmitButton } from "@/components/ui/submit-button";
import { openedMailedLink } from "@/lib/auth/links/mailed-link";
import { LINK_MARK_FIELD, linkMark } from "@/lib/auth/links/mark";
import { getBrand } from "@/lib/brand/current";
import { readUnsubscribeToken } from "@/lib/user-mails/unsubscribe-token";
import { unsubscribeAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("unsubscribe");
  return { title: t("title") };
}

/** The page of an opened unsubscribe link. Only its button unsubscribes: email scanners do not send a POST. */
export default async function UnsubscribePage({ searchParams }: PageProps<"/unsubscribe">) {
  const { done, problem } = await searchParams;
  const token = await openedMailedLink("unsubscribe");
  const named = token && readUnsubscribeToken(token);
  const t = await getTranslations("unsubscribe");
  const validation = await getTranslations("validation");
  if (!named) {
    const state = done === "yes" ? "done" : "unknown";
    return (
      <PaperPage title={t(`${state}Title`)}>
        <p className="wrap-anywhere mt-3">{t(`${state}Body`)}</p>
        <ButtonLink href="/settings#emails" look="secondary" className="mt-7">
          {t("settings")}
        </ButtonLink>
      </PaperPage>
    );
  }
  return (
    <PaperPage title={t("title")}>
      <p className="wrap-anywhere mt-3">{t(`body.${named.topic}`, { partner: (await getBrand()).name })}</p>
      <p className="mt-3 text-muted">{t("others")}</p>
      {problem === "link_changed" && (
        <div className="mt-5">
          <Notice kind="problem">{validation("link_changed")}</Notice>
        </div>
      )}
      <Form action={unsubscribeAction} className="mt-7 grid gap-2">
        <input type="hidden" name={LINK_MARK_FIELD} value={linkMark("unsubscribe", token)} />
        <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>
        <ButtonLink href="/" look="quiet">
          {t("cancel")}
        </ButtonLink>
      </Form>
    </PaperPage>
  );
}
