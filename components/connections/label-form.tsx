"use client";

import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { TextForm } from "@/components/ui/text-form";
import { MAX_LABEL } from "@/lib/authorization/form";

type LabelFormProps = {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
  receiptheroId: string;
  label: string;
};

/** The form that renames a connection. */
export function LabelForm({ action, receiptheroId, label }: LabelFormProps) {
  const t = useTranslations("connect");
  return (
    <section className="mt-12 border-line border-t pt-8">
      <h2 className="font-semibold text-xl tracking-tight">{t("relabel")}</h2>
      <TextForm
        action={action}
        type="text"
        name="label"
        label={t("label")}
        hint={t("labelHint")}
        autoComplete="off"
        className="mt-5 [&>button]:justify-self-start"
        maxLength={MAX_LABEL}
        defaultValue={label}
        submit={t("save")}
        pending={t("saving")}
      >
        <input type="hidden" name="receiptheroId" value={receiptheroId} />
      </TextForm>
    </section>
  );
}
