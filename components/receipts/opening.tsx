"use client";

import { useLinkStatus } from "next/link";

/** Within a link: says that the page it leads to is being fetched, since ReceiptHero may take a while. */
export function Opening({ text }: { text: string }) {
  const { pending } = useLinkStatus();
  return (
    <span role="status" className="shrink-0 text-muted text-sm">
      {pending && text}
    </span>
  );
}
