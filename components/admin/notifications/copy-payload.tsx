"use client";

import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";

type CopyPayloadProps = {
  payload: string;
  /** What the button says; what is said when it worked; and when the browser did not allow it. */
  words: { label: string; copy: string; copied: string; selected: string };
};

/**
 * A payload to read, with a button that copies it. Where the browser keeps the clipboard from us (pages without TLS),
 * the old command copies the selection, and failing that the text stays selected for the reader's own keys.
 */
export function CopyPayload({ payload, words }: CopyPayloadProps) {
  const text = useRef<HTMLPreElement>(null);
  const [said, setSaid] = useState("");
  const copy = async () => {
    // Said anew each time: a region whose text stays the same is not read out again.
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
