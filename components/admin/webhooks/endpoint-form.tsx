"use client";

import type { SubmissionResult } from "@conform-to/react";
import type { Route } from "next";
import { useTranslations } from "next-intl";
import { WEBHOOKS } from "@/components/admin/webhooks/paths";
import { ShownSecret } from "@/components/admin/webhooks/shown-secret";
import { TypeChoice } from "@/components/admin/webhooks/type-choice";
import { ButtonLink } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProofForm } from "@/components/ui/proof-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFields } from "@/components/ui/use-fields";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import { MAX_DESCRIPTION, MAX_URL } from "@/lib/forms/field-limits";
import { isProofAsked, type ProofAsked } from "@/lib/forms/proof-asked";

type Answer = SubmissionResult | ProofAsked | { secret: string } | undefined;

type EndpointFormProps = {
  action: (last: unknown, formData: FormData) => Promise<Answer>;
  /** The endpoint that is changed; null for a new one. */
  endpoint: { id: string; url: string; description: string; types: string[] } | null;
  /** All types of events. */
  offered: string[];
  allowsPrivate: boolean;
  cancelHref: Route;
};

/** The form of an endpoint. A new one's secret is shown as the form's result. */
export function EndpointForm({ action, endpoint, offered, allowsPrivate, cancelHref }: EndpointFormProps) {
  const t = useTranslations("admin.webhooks");
  const words = useTranslations(endpoint ? "admin.webhooks.edit" : "admin.webhooks.new");
  const problemText = useProblemText();
  const [answer, formAction, outdated] = useFormAction<Answer>(action, undefined);
  const asked = isProofAsked(answer) ? answer.proof : null;
  const secret = answer && "secret" in answer ? answer.secret : null;
  const lastResult = asked || secret ? undefined : (answer as SubmissionResult | undefined);
  const { form, text, errorId, problems } = useFields(lastResult, endpoint ?? {});
  if (secret) return <ShownSecret secret={secret} back={WEBHOOKS} />;
  return (
    <>
      {outdated}
      {asked && <ProofForm request={asked} action={formAction} />}
      <Form
        {...form}
        // It stays in the page, so that the typed values are still there when the action refuses them after the proof.
        hidden={asked !== null}
        action={formAction}
        className="mt-7 grid gap-7"
      >
        {endpoint && <input type="hidden" name="id" value={endpoint.id} />}
        {problems("") && <Notice kind="problem">{problemText(problems(""))}</Notice>}
        <Field
          {...text("url")}
          type="url"
          label={t("form.url")}
          hint={t(allowsPrivate ? "form.urlHintPrivate" : "form.urlHint")}
          required
          autoComplete="off"
          error={problemText(problems("url"), MAX_URL)}
        />
        <Field
          {...text("description")}
          label={t("form.description")}
          hint={t("form.descriptionHint")}
          autoComplete="off"
          error={problemText(problems("description"), MAX_DESCRIPTION)}
        />
        <TypeChoice offered={offered} types={endpoint?.types ?? []} errorId={problems("types") && errorId("types")}>
          <FieldError id={errorId("types")}>{problemText(problems("types"))}</FieldError>
        </TypeChoice>
        <div className="actions">
          <SubmitButton pendingText={words("pending")}>{words("submit")}</SubmitButton>
          <ButtonLink href={cancelHref} look="quiet">
            {t("form.cancel")}
          </ButtonLink>
        </div>
      </Form>
    </>
  );
}
