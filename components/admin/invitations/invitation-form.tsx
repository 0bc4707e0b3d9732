"use client";

import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { MetadataFields } from "@/components/connections/metadata-fields";
import { ButtonLink } from "@/components/ui/button";
import { DefaultSubmit } from "@/components/ui/default-submit";
import { Field, SelectField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProofForm } from "@/components/ui/proof-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFields } from "@/components/ui/use-fields";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import { MAX_BUSINESS_NAME, MAX_EXTERNAL_ID, MAX_LABEL } from "@/lib/forms/field-limits";
import { isProofAsked, type ProofAsked } from "@/lib/forms/proof-asked";
import { LOCALES, type Locale, localeNames } from "@/lib/i18n/locales";

type InvitationFormProps = {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult | ProofAsked>;
  partner: string;
  /** Of the email when none is chosen. */
  language: Locale;
};

const LANGUAGES = Object.fromEntries(localeNames.map((name) => [name, LOCALES[name].name]));

/** The form of one invitation. It asks for a proof once it is filled in. */
export function InvitationForm({ action, partner, language }: InvitationFormProps) {
  const t = useTranslations("admin.invitations");
  const problemText = useProblemText();
  const [answer, formAction, outdated] = useFormAction<SubmissionResult | ProofAsked | undefined>(action, undefined);
  const asked = isProofAsked(answer) ? answer.proof : null;
  const lastResult = isProofAsked(answer) ? undefined : answer;
  const fields = useFields(lastResult);
  const { text, problems } = fields;
  return (
    <>
      {outdated}
      {asked && <ProofForm request={asked} action={formAction} />}
      <Form
        {...fields.form}
        // It stays in the page, so that the typed values are still there when the action refuses them after the proof.
        hidden={asked !== null}
        action={formAction}
        className="mt-7 grid gap-7"
      >
        <DefaultSubmit />
        {fields.isRefused && <Notice kind="problem">{problemText(problems("")) ?? t("new.problems")}</Notice>}
        <Field
          {...text("externalId")}
          label={t("externalId")}
          hint={t("new.externalIdHint")}
          required
          autoComplete="off"
          error={problemText(problems("externalId"), MAX_EXTERNAL_ID)}
        />
        <Field
          {...text("businessName")}
          label={t("business")}
          hint={t("new.businessHint")}
          required
          autoComplete="off"
          error={problemText(problems("businessName"), MAX_BUSINESS_NAME)}
        />
        <Field
          {...text("email")}
          type="email"
          label={t("email")}
          hint={t("new.emailHint")}
          required
          autoComplete="off"
          error={problemText(problems("email"))}
        />
        <Field
          {...text("label")}
          label={t("new.label")}
          hint={t("new.labelHint")}
          autoComplete="off"
          error={problemText(problems("label"), MAX_LABEL)}
        />
        <SelectField
          {...text("language")}
          label={t("new.language")}
          hint={t("new.languageHint")}
          options={{ "": t("new.languageDefault", { language: LOCALES[language].name }), ...LANGUAGES }}
        />
        <MetadataFields fields={fields} answer={lastResult} start={[]} partner={partner} partnerPairs={[]} />
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
