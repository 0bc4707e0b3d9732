"use client";

import { getFormProps, type SubmissionResult, useForm } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { MetadataFields } from "@/components/connections/metadata-fields";
import { ButtonLink } from "@/components/ui/button";
import { DefaultSubmit } from "@/components/ui/default-submit";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProofForm } from "@/components/ui/proof-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import { MAX_LABEL } from "@/lib/authorization/form";
import { isProofAsked, type ProofAsked } from "@/lib/forms/proof-asked";
import type { NewInvitation } from "@/lib/merchant-invitations/form";
import { MAX_BUSINESS_NAME, MAX_EXTERNAL_ID } from "@/lib/merchants/fields";

type InvitationFormProps = {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult | ProofAsked>;
  partner: string;
};

/** The form of one invitation. It asks for a proof once it is filled in. */
export function InvitationForm({ action, partner }: InvitationFormProps) {
  const t = useTranslations("admin.invitations");
  const problemText = useProblemText();
  const [answer, formAction, outdated] = useFormAction<SubmissionResult | ProofAsked | undefined>(action, undefined);
  const asked = isProofAsked(answer) ? answer.proof : null;
  const lastResult = isProofAsked(answer) ? undefined : answer;
  const [form, fields] = useForm<NewInvitation>({ lastResult: lastResult ?? null });
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
        <DefaultSubmit />
        {form.status === "error" && <Notice kind="problem">{problemText(form.errors) ?? t("new.problems")}</Notice>}
        <Field
          id={fields.externalId.id}
          name={fields.externalId.name}
          label={t("externalId")}
          hint={t("new.externalIdHint")}
          required
          autoComplete="off"
          error={problemText(fields.externalId.errors, MAX_EXTERNAL_ID)}
        />
        <Field
          id={fields.businessName.id}
          name={fields.businessName.name}
          label={t("business")}
          hint={t("new.businessHint")}
          required
          autoComplete="off"
          error={problemText(fields.businessName.errors, MAX_BUSINESS_NAME)}
        />
        <Field
          id={fields.email.id}
          name={fields.email.name}
          type="email"
          label={t("email")}
          hint={t("new.emailHint")}
          required
          autoComplete="off"
          error={problemText(fields.email.errors)}
        />
        <Field
          id={fields.label.id}
          name={fields.label.name}
          label={t("new.label")}
          hint={t("new.labelHint")}
          autoComplete="off"
          error={problemText(fields.label.errors, MAX_LABEL)}
        />
        <MetadataFields form={form} field={fields.pairs} partner={partner} partnerPairs={[]} />
        <div className="actions">
          <SubmitButton pendingText={t("new.pending")}>{t("new.submit")}</SubmitButton>
          <ButtonLink href="/admin/invitations" look="quiet">
            {t("new.cancel")}
          </ButtonLink>
        </div>
      </Form>
    </>
  );
}
