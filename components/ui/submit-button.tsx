"use client";

import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "@/components/ui/button";

type SubmitButtonProps = Pick<ComponentProps<typeof Button>, "children" | "look" | "aria-label"> & {
  pendingText: string;
};

/**
 * The button that sends its form. While the form is under way it says so and does not send again; it stays focusable,
 * so that nobody's focus is lost.
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
