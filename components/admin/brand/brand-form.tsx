"use client";

import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProofForm } from "@/components/ui/proof-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFields } from "@/components/ui/use-fields";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import { MAX_BRAND_NAME, MAX_CONSENT, MAX_URL, MAX_WELCOME } from "@/lib/forms/field-limits";
import { isProofAsked, type ProofAsked } from "@/lib/forms/proof-asked";
import { LOCALES } from "@/lib/i18n/locales";

type Answer = SubmissionResult | ProofAsked | undefined;

type BrandFormProps = {
  action: (last: unknown, formData: FormData) => Promise<Answer>;
  /** The values of the fields, and the version that they belong to. */
  start: Record<string, string>;
  /** The values that the settings give, for the fields that are empty. */
  settings: Partial<Record<string, string>>;
  /** The address of the sender of emails. */
  sender: string;
};

const EXAMPLE = { example: "#0f5c4a" };
const NAMES = { business: "{business}", partner: "{partner}" };
const LANGUAGES = [
  ["Fi", LOCALES.fi],
  ["Sv", LOCALES.sv],
  ["En", LOCALES.en],
] as const;

/** The form of the brand. It works before its script has loaded, and keeps the typed texts when it is refused. */
export function BrandForm({ action, start, settings, sender }: BrandFormProps) {
  const t = useTranslations("admin.brand.form");
  const own = useTranslations("admin.brand.problems");
  const general = useProblemText();
  const [answer, formAction, outdated] = useFormAction<Answer>(action, undefined);
  const asked = isProofAsked(answer) ? answer.proof : null;
  const { form, text, problems } = useFields(isProofAsked(answer) ? undefined : answer, start);
  const problemText = (name: string, max?: number) => {
    const key = problems(name)?.[0] as Parameters<typeof own.has>[0] | undefined;
    return key !== undefined && own.has(key) ? own(key, { ...EXAMPLE, ...NAMES }) : general(problems(name), max);
  };
  const field = (name: string, max: number) => ({
    ...text(name),
    placeholder: settings[name],
    autoComplete: "off",
    error: problemText(name, max),
  });
  return (
    <>
      {outdated}
      {asked && <ProofForm request={asked} action={formAction} />}
      <Form {...form} hidden={asked !== null} action={formAction} className="mt-7 grid gap-7">
        <input type="hidden" name="version" value={start.version} />
        {problems("") && <Notice kind="problem">{problemText("")}</Notice>}
        <Field {...field("name", MAX_BRAND_NAME)} label={t("name")} />
        <Field
          {...field("accent", MAX_URL)}
          label={t("accent")}
          hint={t("accentHint", EXAMPLE)}
          className="max-w-40 font-mono"
        />
        <Field {...field("support", MAX_URL)} label={t("support")} hint={t("supportHint")} />
        <Field {...field("terms", MAX_URL)} type="url" label={t("terms")} hint={t("linkHint")} />
        <Field {...field("privacy", MAX_URL)} type="url" label={t("privacy")} hint={t("linkHint")} />
        <Field {...field("sender", MAX_BRAND_NAME)} label={t("sender")} hint={t("senderHint", { address: sender })} />
        <Field {...field("replyTo", MAX_URL)} type="email" label={t("replyTo")} hint={t("replyToHint")} />
        <fieldset className="grid gap-4">
          <legend className="font-semibold text-lg">{t("welcome")}</legend>
          <p className="text-muted text-sm">{t("welcomeHint")}</p>
          {LANGUAGES.map(([suffix, { name, tag }]) => (
            <TextArea key={suffix} {...field(`welcome${suffix}`, MAX_WELCOME)} label={name} lang={tag} />
          ))}
        </fieldset>
        <fieldset className="grid gap-4">
          <legend className="font-semibold text-lg">{t("consent")}</legend>
          <p className="text-muted text-sm">{t("consentHint", NAMES)}</p>
          {LANGUAGES.map(([suffix, { name, tag }]) => (
            <TextArea key={suffix} {...field(`consent${suffix}`, MAX_CONSENT)} label={name} lang={tag} />
          ))}
        </fieldset>
        <div className="actions">
          <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>
          <ButtonLink href="/admin/brand" look="quiet">
            {t("cancel")}
          </ButtonLink>
        </div>
      </Form>
    </>
  );
}
