"use client";

import { useState } from "react";
import { Icon } from "@/components/ui/icon";

type CopyButtonProps = {
  value: string;
  /** The accessible name, for users who do not see the text beside the button. */
  label: string;
  /** The announcements: that copying worked, or that the browser refused. */
  done: string;
  failed: string;
  className?: string;
};

const ICONS = { idle: "copy", done: "check", failed: "triangle-alert" } as const;

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
  return (
    <>
      <button
        type="button"
        onClick={copy}
        aria-label={label}
        title={label}
        className={`icon-button noscript:hidden ${className ?? ""}`}
      >
        <Icon name={ICONS[state]} />
      </button>
      <span aria-live="polite" className="sr-only">
        {state === "done" && done}
        {state === "failed" && failed}
      </span>
    </>
  );
}
