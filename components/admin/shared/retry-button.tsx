"use client";

import { useFormStatus } from "react-dom";
import { Button } from "@/components/ui/button";

type RetryButtonProps = { which: string; pendingText: string; look: "primary" | "secondary"; children: string };

/**
 * Submits its form and names the notifications to retry. While any button of the form is pending, it does not submit
 * again.
 */
export function RetryButton({ which, pendingText, look, children }: RetryButtonProps) {
  const { pending, data } = useFormStatus();
  const isThis = pending && data.get("which") === which;
  return (
    <Button
      type="submit"
      name="which"
      value={which}
      look={look}
      aria-disabled={pending}
      onClick={(event) => pending && event.preventDefault()}
    >
      {isThis ? pendingText : children}
    </Button>
  );
}
