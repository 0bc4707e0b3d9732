"use client";

import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";

type CopyPayloadProps = {
  payload: string;
  /** The button's label; the announcement when copying worked; and the one when the browser refused. */
  words: { label: string; copy: string; copied: string; selected: string };
};

/**
 * A payload, with a button that copies it. Without TLS, browsers disable the clipboard API. Then the older copy command
 * is used. If that fails too, the text stays selected for the user to copy.
 */
export function CopyPayload({ payload, words }: CopyPayloadProps) {
  const text = useRef<HTMLPreElement>(null);
  const [said, setSaid] = useState("");
  const copy = async () => {
    // Cleared first: a screen reader does not announce the same text twice.
    setSaid("");
    const copied = await navigator.clipboard?.writeText(payload).then(
      () => true,
      () => false,
    );
    setSaid(copied || copySelected(text.current) ? words.copied : words.selected);
  };
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button onClick={copy} look="secondary" className="noscript:hidden">
          {words.copy}
        </Button>
        <p role="status" className="text-muted text-sm">
          {said}
        </p>
      </div>
      <section
        aria-label={words.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-[36rem] overflow-auto rounded-lg border border-line bg-paper px-4 py-3"
      >
        <pre ref={text} className="w-fit font-mono text-sm leading-relaxed">
          {payload}
        </pre>
      </section>
    </>
  );
}

function copySelected(element: HTMLElement | null): boolean {
  const selection = document.getSelection();
  if (!element || !selection) return false;
  selection.selectAllChildren(element);
  return document.execCommand("copy");
}
