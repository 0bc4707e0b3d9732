import { useTranslations } from "next-intl";
import { type Mark, StateMark } from "@/components/ui/state-mark";
import { type PublicState, publicStateOf } from "@/lib/outgoing-receipts/filter";
import type { OutgoingReceiptState } from "@/prisma/generated/enums";

const MARK: Record<PublicState, Mark> = {
  queued: { shape: "dashed", tone: "good" },
  sent: { shape: "disc", tone: "good" },
  rejected: { shape: "bar", tone: "bad" },
  failed: { shape: "triangle", tone: "bad" },
  in_doubt: { shape: "half", tone: "bad" },
};

/** The state of an outgoing receipt in a word. States differ in shape as well as in colour. */
export function StateBadge({ state }: { state: OutgoingReceiptState }) {
  const t = useTranslations("admin.outgoingReceipts.state");
  const shown = publicStateOf(state);
  const isCalm = shown === "queued" || shown === "sent";
  return (
    <span className={`inline-flex items-baseline gap-2 ${isCalm ? "" : "text-alert"}`}>
      <StateMark mark={MARK[shown]} />
      {t(shown)}
    </span>
  );
}
