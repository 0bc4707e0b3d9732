"use client";

import type { SubmissionResult } from "@conform-to/react";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";

type ContinueFormProps = {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
  session: string;
  texts: { submit: string; pending: string };
};

/** The button that takes a connect session to ReceiptHero. */
export function ContinueForm({ action, session, texts }: ContinueFormProps) {
  const problemText = useProblemText();
  const [result, formAction, outdated] = useFormAction<SubmissionResult | undefined>(action, undefined);
  const problem = problemText(result?.error?.[""] ?? undefined);
  return (
    <Form action={formAction} className="mt-7 grid gap-5">
      {outdated}
      {problem && <Notice kind="problem">{problem}</Notice>}
      <input type="hidden" name="session" value={session} />
      <SubmitButton pendingText={texts.pending}>{texts.submit}</SubmitButton>
    </Form>
  );
}
