"use client";

import type { SubmissionResult } from "@conform-to/react";
import { Field, SelectField, type SelectOptions } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFields } from "@/components/ui/use-fields";
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
  const { form, text, problems } = useFields(lastResult, start);
  const problemText = useProblemText();
  return (
    <Form {...form} action={formAction} className="grid gap-6 [&>button]:justify-self-start">
      {outdated}
      {problems("") && <Notice kind="problem">{problemText(problems(""))}</Notice>}
      <Field
        {...text("name")}
        type="text"
        label={texts.name}
        hint={texts.nameHint}
        autoComplete="name"
        error={problemText(problems("name"), MAX_NAME)}
      />
      {Object.keys(locales).length > 1 ? (
        <SelectField {...text("locale")} label={texts.locale} options={locales} />
      ) : (
        <input type="hidden" name="locale" value={start.locale} />
      )}
      <SelectField {...text("timeZone")} label={texts.timeZone} hint={texts.timeZoneHint} options={timeZones} />
      <SubmitButton look="secondary" pendingText={texts.pending}>
        {texts.submit}
      </SubmitButton>
    </Form>
  );
}
