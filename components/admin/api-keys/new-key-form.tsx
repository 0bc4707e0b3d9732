"use client";

import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, FieldError, Input, SelectField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProofForm } from "@/components/ui/proof-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFields } from "@/components/ui/use-fields";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import { EXPIRY_DAYS, MAX_KEY_NAME } from "@/lib/forms/field-limits";
import { isProofAsked, type ProofAsked } from "@/lib/forms/proof-asked";
import { apiPermissions } from "@/lib/principal";

/** The new key, which is shown once. */
type Created = { key: string };
type Answer = SubmissionResult | ProofAsked | Created | undefined;

type NewKeyFormProps = { action: (last: unknown, formData: FormData) => Promise<Answer> };

/** The form of a new API key. It shows the key as the form's result, so that no URL of ours contains it. */
export function NewKeyForm({ action }: NewKeyFormProps) {
  const t = useTranslations("admin.apiKeys");
  const problemText = useProblemText();
  const [answer, formAction, outdated] = useFormAction<Answer>(action, undefined);
  const asked = isProofAsked(answer) ? answer.proof : null;
  const created = answer && "key" in answer ? answer.key : null;
  const lastResult = asked || created ? undefined : (answer as SubmissionResult | undefined);
  const { form, text, has, errorId, problems, allProblems } = useFields(lastResult);
  if (created) return <CreatedKey value={created} />;
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
        {problems("") && <Notice kind="problem">{problemText(problems(""))}</Notice>}
        <Field
          {...text("name")}
          label={t("name")}
          hint={t("new.nameHint")}
          required
          autoComplete="off"
          error={problemText(problems("name"), MAX_KEY_NAME)}
        />
        <fieldset aria-describedby={problems("permissions") && errorId("permissions")}>
          <legend className="font-medium">{t("new.permissions")}</legend>
          <div className="mt-2 grid gap-1">
            {apiPermissions.map((permission) => (
              <label key={permission} className="flex min-h-11 items-center gap-3">
                <input
                  type="checkbox"
                  name="permissions"
                  value={permission}
                  defaultChecked={has("permissions", permission)}
                />
                <span className="min-w-0">
                  <span className="block">{t(`permissions.${permission}`)}</span>
                  <code className="block font-mono text-muted text-sm">{permission}</code>
                </span>
              </label>
            ))}
          </div>
          <FieldError id={errorId("permissions")}>{problemText(allProblems("permissions"))}</FieldError>
        </fieldset>
        <SelectField
          defaultValue=""
          {...text("days")}
          label={t("new.expiry")}
          options={{
            "": t("new.noExpiry"),
            ...Object.fromEntries(EXPIRY_DAYS.map((days) => [days, t("new.days", { days })])),
          }}
        />
        <div className="actions">
          <SubmitButton pendingText={t("new.pending")}>{t("new.submit")}</SubmitButton>
          <ButtonLink href="/admin/api-keys" look="quiet">
            {t("new.cancel")}
          </ButtonLink>
        </div>
      </Form>
    </>
  );
}

function CreatedKey({ value }: { value: string }) {
  const t = useTranslations("admin.apiKeys.new");
  return (
    <div className="mt-7 grid gap-5">
      <Notice kind="good">{t("created")}</Notice>
      <div className="flex items-center gap-1">
        <Input
          readOnly
          aria-label={t("key")}
          value={value}
          onFocus={(event) => event.target.select()}
          className="min-w-0 font-mono text-sm"
        />
        <CopyButton value={value} label={t("copy")} done={t("copied")} failed={t("copyFailed")} />
      </div>
      <div>
        <ButtonLink href="/admin/api-keys" look="secondary">
          {t("back")}
        </ButtonLink>
      </div>
    </div>
  );
}
