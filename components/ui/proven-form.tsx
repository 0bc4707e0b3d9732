"use client";

import { type ReactNode, useActionState } from "react";
import { ProofForm } from "@/components/ui/proof-form";
import type { ProofAsked } from "@/lib/forms/proof-asked";

type ProvenFormProps = {
  action: (last: unknown, formData: FormData) => Promise<ProofAsked | null>;
  id?: string;
  className?: string;
  children: ReactNode;
};

/** The form of an action that may ask for a proof first (`provenButtonAction`). */
export function ProvenForm({ action, children, ...form }: ProvenFormProps) {
  const [asked, formAction] = useActionState(action, null);
  if (asked) return <ProofForm request={asked.proof} action={formAction} />;
  return (
    <form {...form} action={formAction}>
      {children}
    </form>
  );
}
