import { randomUUID } from "node:crypto";
import type { SubmissionResult } from "@conform-to/react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { TextForm } from "@/components/ui/text-form";

type NewBusinessFormProps = {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
  submit: string;
  children?: ReactNode;
};

/** The form that asks for the name of a new business. Its id makes a second submission create nothing. */
export async function NewBusinessForm({ action, submit, children }: NewBusinessFormProps) {
  const t = await getTranslations("welcome");
  return (
    <TextForm
      action={action}
      type="text"
      name="name"
      label={t("name")}
      autoComplete="organization"
      maxLength={80}
      submit={submit}
      pending={t("pending")}
    >
      <input type="hidden" name="id" value={randomUUID()} />
      {children}
    </TextForm>
  );
}
