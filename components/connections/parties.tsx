import { Wordmark } from "@/components/layout/wordmark";
import { Icon } from "@/components/ui/icon";

/** The two that a connection joins. */
export function Parties() {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      <Wordmark />
      <Icon name="arrow-left-right" className="size-4 text-muted" />
      <span className="inline-flex items-center gap-2.5 font-semibold tracking-tight">
        <Icon name="receipt-text" className="size-5 text-accent" />
        ReceiptHero
      </span>
    </p>
  );
}
