"use client";

import type { ReactNode } from "react";
import { Form } from "@/components/ui/form";
import { ProofForm } from "@/components/ui/proof-form";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ProofAsked } from "@/lib/forms/proof-asked";

export type ProvenFormProps = {
  action: (last: unknown, formData: FormData) => Promise<ProofAsked | null>;
  id?: string;
  className?: string;
  children: ReactNode;
};

/** `ProvenForm` within the texts that it needs. */
export function ProvenFormInside({ action, children, ...form }: ProvenFormProps) {
  const [asked, formAction, outdated] = useFormAction<ProofAsked | null>(action, null);
  if (asked) {
    return (
      <>
        {outdated}
        <ProofForm request={asked.proof} action={formAction} />
      </>
    );
  }
  return (
    <>
      {outdated}
      <Form {...form} action={formAction}>
        {children}
      </Form>
    </>
  );
}
