"use client";

import { getFormProps, getInputProps, getSelectProps, type SubmissionResult, useForm } from "@conform-to/react";
import { Field, SelectField, type SelectOptions } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";

/** The longest name, in characters. */
const MAX_NAME = 80;

type ProfileFormProps = {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
  start: { name: string; locale: string; timeZone: string };
  locales: SelectOptions;
  timeZones: SelectOptions;
  texts: Record<"name" | "nameHint" | "locale" | "timeZone" | "timeZoneHint" | "submit" | "pending", string>;
};

/** A user's own name, language and time zone. Works before its script has loaded. */
export function ProfileForm({ action, start, locales, timeZones, texts }: ProfileFormProps) {
  const [lastResult, formAction, outdated] = useFormAction<SubmissionResult | undefined>(action, undefined);
  const [form, fields] = useForm<ProfileFormProps["start"]>({ lastResult: lastResult ?? null, defaultValue: start });
  const problemText = useProblemText();
  const { key: nameKey, ...name } = getInputProps(fields.name, { type: "text", ariaAttributes: false });
  const { key: localeKey, ...locale } = getSelectProps(fields.locale, { ariaAttributes: false });
  const { key: zoneKey, ...timeZone } = getSelectProps(fields.timeZone, { ariaAttributes: false });
  return (
    <Form
      {...getFormProps(form)}
      // React resets a form after its action. Typed values would be lost when the server refuses the form.
      onReset={(event) => event.preventDefault()}
      action={formAction}
      className="grid gap-6 [&>button]:justify-self-start"
    >
      {outdated}
      {form.status === "error" && form.errors && <Notice kind="problem">{problemText(form.errors)}</Notice>}
      <Field
        key={nameKey}
        {...name}
        label={texts.name}
        hint={texts.nameHint}
        autoComplete="name"
        error={problemText(fields.name.errors, MAX_NAME)}
      />
      {Object.keys(locales).length > 1 ? (
        <SelectField key={localeKey} {...locale} label={texts.locale} options={locales} />
      ) : (
        <input type="hidden" name={fields.locale.name} value={start.locale} />
      )}
      <SelectField key={zoneKey} {...timeZone} label={texts.timeZone} hint={texts.timeZoneHint} options={timeZones} />
      <SubmitButton look="secondary" pendingText={texts.pending}>
        {texts.submit}
      </SubmitButton>
    </Form>
  );
}
