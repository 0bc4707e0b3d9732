"use client";

import { Check, Copy, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { twMerge } from "tailwind-merge";

type CopyButtonProps = {
  value: string;
  /** The accessible name, for users who do not see the text beside the button. */
  label: string;
  /** The announcements: that copying worked, or that the browser refused. */
  done: string;
  failed: string;
  className?: string;
};

const ICONS = { idle: Copy, done: Check, failed: TriangleAlert };

/** Copies a text. The text is also visible beside the button, for browsers without JavaScript or clipboard. */
export function CopyButton({ value, label, done, failed, className }: CopyButtonProps) {
  const [state, setState] = useState<keyof typeof ICONS>("idle");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState("done");
    } catch {
      setState("failed");
    }
  };
  const Icon = ICONS[state];
  return (
    <>
      <button
        type="button"
        onClick={copy}
        aria-label={label}
        title={label}
        className={twMerge(
          "inline-flex size-11 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-accent-soft hover:text-ink noscript:hidden",
          className,
        )}
      >
        <Icon aria-hidden className="size-4" />
      </button>
      <span aria-live="polite" className="sr-only">
        {state === "done" && done}
        {state === "failed" && failed}
      </span>
    </>
  );
}
