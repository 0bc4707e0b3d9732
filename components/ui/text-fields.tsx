"use client";

import { getFormProps, getInputProps, type SubmissionResult, useForm } from "@conform-to/react";
import type { Route } from "next";
import type { ReactNode } from "react";
import { twMerge } from "tailwind-merge";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProofForm } from "@/components/ui/proof-form";
import { SubmitButton } from "@/components/ui/submit-button";
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
  className?: string;
  /** The target of Cancel while the form asks for a proof, for a page that has no such link itself. */
  cancelHref?: Route;
  children?: ReactNode;
};

type TextFormProps = Omit<TextFieldsProps, "state"> & {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult | ProofAsked>;
};

/**
 * A form for one line of text. It asks for a proof when its action does. It works before its script has loaded, and
 * keeps the typed value when the server refuses it.
 */
export function TextForm({ action, ...fields }: TextFormProps) {
  return <TextFields state={useFormAction<Answer>(action, undefined)} {...fields} />;
}

/** The same, for a component that needs to know the answer itself. */
export function TextFields({
  state: [answer, formAction, outdated],
  type,
  name,
  submit,
  look = "primary",
  pending,
  className,
  cancelHref,
  inputClassName,
  children,
  defaultValue = "",
  ...field
}: TextFieldsProps) {
  const asked = isProofAsked(answer) ? answer : null;
  const lastResult = isProofAsked(answer) ? null : answer;
  const [form, fields] = useForm<Record<string, string>>({
    lastResult: lastResult ?? null,
    defaultValue: { [name]: defaultValue },
  });
  const problemText = useProblemText();
  const meta = fields[name];
  if (!meta) return null;

  const { key, ...input } = getInputProps(meta, { type, ariaAttributes: false });
  return (
    <>
      {outdated && <div className="mt-7">{outdated}</div>}
      {asked && <ProofForm request={asked.proof} action={formAction} className={className} cancelHref={cancelHref} />}
      <Form
        {...getFormProps(form)}
        // It stays in the page, so that the typed value is still there when the action refuses it after the proof.
        hidden={asked !== null}
        action={formAction}
        // React resets a form after its action. Typed values would be lost when the server refuses the form.
        onReset={(event) => event.preventDefault()}
        className={twMerge("mt-7 grid gap-6", className)}
      >
        {form.errors && <Notice kind="problem">{problemText(form.errors)}</Notice>}
        <Field
          key={key}
          {...input}
          {...field}
          className={inputClassName}
          required
          error={problemText(meta.errors, field.maxLength)}
        />
        {children}
        <SubmitButton look={look} pendingText={pending}>
          {submit}
        </SubmitButton>
      </Form>
    </>
  );
}
