"use client";

import { getFormProps, type SubmissionResult, useForm } from "@conform-to/react";
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
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import { MAX_DESCRIPTION, MAX_URL } from "@/lib/events/endpoints/form";
import { isProofAsked, type ProofAsked } from "@/lib/forms/proof-asked";

type Answer = SubmissionResult | ProofAsked | { secret: string } | undefined;

type EndpointFormProps = {
  action: (last: unknown, formData: FormData) => Promise<Answer>;
  /** The endpoint that is changed; null for a new one. */
  endpoint: { id: string; url: string; description: string; types: string[] } | null;
  allowsPrivate: boolean;
  cancelHref: Route;
};

/** The form of an endpoint. A new one's secret is shown as the form's result. */
export function EndpointForm({ action, endpoint, allowsPrivate, cancelHref }: EndpointFormProps) {
  const t = useTranslations("admin.webhooks");
  const words = useTranslations(endpoint ? "admin.webhooks.edit" : "admin.webhooks.new");
  const problemText = useProblemText();
  const [answer, formAction, outdated] = useFormAction<Answer>(action, undefined);
  const asked = isProofAsked(answer) ? answer.proof : null;
  const secret = answer && "secret" in answer ? answer.secret : null;
  const lastResult = asked || secret ? undefined : (answer as SubmissionResult | undefined);
  const [form, fields] = useForm<{ url: string; description: string; types: string[] }>({
    lastResult: lastResult ?? null,
    defaultValue: endpoint ?? {},
  });
  if (secret) return <ShownSecret secret={secret} back={WEBHOOKS} />;
  return (
    <>
      {outdated}
      {asked && <ProofForm request={asked} action={formAction} />}
      <Form
        {...getFormProps(form)}
        // It stays in the page, so that the typed values are still there when the action refuses them after the proof.
        hidden={asked !== null}
        action={formAction}
        // React resets a form after its action. Typed values would be lost when the server refuses the form.
        onReset={(event) => event.preventDefault()}
        className="mt-7 grid gap-7"
      >
        {endpoint && <input type="hidden" name="id" value={endpoint.id} />}
        {form.errors && <Notice kind="problem">{problemText(form.errors)}</Notice>}
        <Field
          id={fields.url.id}
          name={fields.url.name}
          type="url"
          label={t("form.url")}
          hint={t(allowsPrivate ? "form.urlHintPrivate" : "form.urlHint")}
          required
          autoComplete="off"
          defaultValue={fields.url.initialValue}
          error={problemText(fields.url.errors, MAX_URL)}
        />
        <Field
          id={fields.description.id}
          name={fields.description.name}
          label={t("form.description")}
          hint={t("form.descriptionHint")}
          autoComplete="off"
          defaultValue={fields.description.initialValue}
          error={problemText(fields.description.errors, MAX_DESCRIPTION)}
        />
        <TypeChoice types={endpoint?.types ?? []} errorId={fields.types.errors && fields.types.errorId}>
          <FieldError id={fields.types.errorId}>{problemText(fields.types.errors)}</FieldError>
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
