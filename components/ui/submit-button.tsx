"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "@/components/ui/button";

/**
 * The button that sends its form. While the form is under way it says so and does not send again; it stays focusable,
 * so that nobody's focus is lost.
 */
export function SubmitButton({ children, pendingText }: { children: ReactNode; pendingText: string }) {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" aria-disabled={pending} onClick={(event) => pending && event.preventDefault()}>
      {pending ? pendingText : children}
    </Button>
  );
}
