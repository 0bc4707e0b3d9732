"use client";

import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { TextFields } from "@/components/ui/text-fields";
import { useFormAction } from "@/components/ui/use-form-action";
import { MAX_LABEL } from "@/lib/forms/field-limits";

type LabelFormProps = {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
  receiptheroId: string;
  label: string;
};

/** A pencil that opens the form that renames a connection. A form that was refused stands open, without script too. */
export function LabelForm({ action, receiptheroId, label }: LabelFormProps) {
  const t = useTranslations("connect");
  const state = useFormAction<SubmissionResult | undefined>(action, undefined);
  const [answer, , outdated] = state;
  return (
    <details open={answer?.status === "error" || Boolean(outdated)}>
      <summary
        title={t("relabel")}
        className="menu-button size-11 justify-center rounded-lg hover:bg-accent-soft focus-visible:rounded-lg"
      >
        <Icon name="pencil" className="size-4.5" />
        <span className="sr-only">{t("relabel")}</span>
      </summary>
      <div className="menu-panel inset-x-0 p-5">
        <TextFields
          state={state}
          type="text"
          name="label"
          label={t("label")}
          hint={t("labelHint")}
          autoComplete="off"
          className="[&>button]:justify-self-start"
          maxLength={MAX_LABEL}
          defaultValue={label}
          submit={t("save")}
          pending={t("saving")}
        >
          <input type="hidden" name="receiptheroId" value={receiptheroId} />
        </TextFields>
      </div>
    </details>
  );
}
