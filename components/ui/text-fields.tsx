"use client";

import type { SubmissionResult } from "@conform-to/react";
import type { Route } from "next";
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProofForm } from "@/components/ui/proof-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFields } from "@/components/ui/use-fields";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import { isProofAsked, type ProofAsked } from "@/lib/forms/proof-asked";

type Answer = SubmissionResult | ProofAsked | undefined;

type TextFieldsProps = {
  /** The answer of the form's action, the action, and what is said when the page is outdated: of `useFormAction`. */
  state: ReturnType<typeof useFormAction<Answer>>;
  type: "email" | "text";
  name: string;
  label: string;
  hint?: string;
  autoComplete: string;
  inputMode?: "numeric";
  inputClassName?: string;
  maxLength: number;
  defaultValue?: string;
  submit: string;
  /** Of the button. */
  look?: "primary" | "secondary" | "danger";
  pending: string;
  /** Its outer margin, and more. */
  className?: string;
  /** The target of Cancel while the form asks for a proof, for a page that has no such link itself. */
  cancelHref?: Route;
  children?: ReactNode;
};

export type TextFormProps = Omit<TextFieldsProps, "state"> & {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult | ProofAsked>;
};

/** `TextForm` within the texts that it needs. */
export function TextFormInside({ action, ...fields }: TextFormProps) {
  return <TextFields state={useFormAction<Answer>(action, undefined)} {...fields} />;
}

/** A form for one line of text, for a component that needs to know the answer itself. */
export function TextFields({
  state: [answer, formAction, outdated],
  type,
  name,
  submit,
  look = "primary",
  pending,
  className = "mt-7",
  cancelHref,
  inputClassName,
  children,
  defaultValue = "",
  ...field
}: TextFieldsProps) {
  const asked = isProofAsked(answer) ? answer : null;
  const lastResult = isProofAsked(answer) ? null : answer;
  const { form, text, problems } = useFields(lastResult, { [name]: defaultValue });
  const problemText = useProblemText();
  return (
    <>
      {outdated && <div className="mt-7">{outdated}</div>}
      {asked && <ProofForm request={asked.proof} action={formAction} className={className} cancelHref={cancelHref} />}
      <Form
        {...form}
        // It stays in the page, so that the typed value is still there when the action refuses it after the proof.
        hidden={asked !== null}
        action={formAction}
        className={`grid gap-6 ${className}`}
      >
        {problems("") && <Notice kind="problem">{problemText(problems(""))}</Notice>}
        <Field
          {...text(name)}
          type={type}
          {...field}
          className={inputClassName}
          required
          error={problemText(problems(name), field.maxLength)}
        />
        {children}
        <SubmitButton look={look} pendingText={pending}>
          {submit}
        </SubmitButton>
      </Form>
    </>
  );
}
