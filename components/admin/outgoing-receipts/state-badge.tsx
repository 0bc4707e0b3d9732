import { useTranslations } from "next-intl";
import { type PublicState, publicStateOf } from "@/lib/outgoing-receipts/filter";
import type { OutgoingReceiptState } from "@/prisma/generated/enums";

const DOT: Record<PublicState, string> = {
  queued: "border-2 border-accent",
  sent: "bg-accent",
  rejected: "border-2 border-alert",
  failed: "bg-alert",
  in_doubt: "border-2 border-alert border-dashed",
};

/** The state of an outgoing receipt in a word. States differ in shape as well as in colour. */
export function StateBadge({ state }: { state: OutgoingReceiptState }) {
  const t = useTranslations("admin.outgoingReceipts.state");
  const shown = publicStateOf(state);
  const isCalm = shown === "queued" || shown === "sent";
  return (
    <span className={`inline-flex items-baseline gap-2 ${isCalm ? "" : "text-alert"}`}>
      <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${DOT[shown]}`} />
      {t(shown)}
    </span>
  );
}
