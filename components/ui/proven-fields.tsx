"use client";

import type { ReactNode } from "react";
import { Form } from "@/components/ui/form";
import { ProofForm } from "@/components/ui/proof-form";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ProofAsked } from "@/lib/forms/proof-asked";

type ProvenFormProps = {
  action: (last: unknown, formData: FormData) => Promise<ProofAsked | null>;
  id?: string;
  className?: string;
  children: ReactNode;
};

/** The form of an action that may first ask for a proof (`provenButtonAction`). */
export function ProvenForm({ action, children, ...form }: ProvenFormProps) {
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
