"use client";

import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "@/components/ui/button";

type SubmitButtonProps = Pick<ComponentProps<typeof Button>, "children" | "look" | "aria-label"> & {
  pendingText: string;
};

/**
 * The button that submits its form. While the form is pending it shows that and does not submit again. It stays
 * focusable, so that the user does not lose the focus.
 */
export function SubmitButton({ children, pendingText, look, "aria-label": label }: SubmitButtonProps) {
  const { pending } = useFormStatus();
  return (
    <Button
      type="submit"
      look={look}
      aria-label={pending ? undefined : label}
      aria-disabled={pending}
      onClick={(event) => pending && event.preventDefault()}
    >
      {pending ? pendingText : children}
    </Button>
  );
}
