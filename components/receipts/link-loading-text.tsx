"use client";

import { useIsLinkPending } from "@/components/ui/link";

/** Within a link: shows that the link's page is loading, because ReceiptHero may be slow. */
export function LinkLoadingText({ text }: { text: string }) {
  const pending = useIsLinkPending();
  return (
    <span role="status" className="shrink-0 text-muted text-sm">
      {pending && text}
    </span>
  );
}
