import { ArrowLeftRight, ReceiptText } from "lucide-react";
import { Wordmark } from "@/components/layout/wordmark";

/** The two that a connection joins. */
export function Parties() {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      <Wordmark />
      <ArrowLeftRight aria-hidden className="size-4 text-muted" />
      <span className="inline-flex items-center gap-2.5 font-semibold tracking-tight">
        <ReceiptText aria-hidden className="size-5 text-accent" />
        ReceiptHero
      </span>
    </p>
  );
}
