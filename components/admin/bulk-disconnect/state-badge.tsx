import { getTranslations } from "next-intl/server";
import type { BulkState } from "@/prisma/generated/enums";

const LOOKS: Record<BulkState, string> = {
  RUNNING: "bg-accent-soft text-accent",
  PAUSED: "bg-alert-soft text-alert",
  DONE: "bg-paper text-muted",
  ASKED: "bg-alert-soft text-alert",
  REFUSED: "bg-paper text-muted",
  WITHDRAWN: "bg-paper text-muted",
  EXPIRED: "bg-paper text-muted",
};

/** The state of a bulk disconnect in a word. */
export async function BulkStateBadge({ state }: { state: BulkState }) {
  const t = await getTranslations("admin.bulkDisconnect.state");
  return (
    <span className={`inline-block whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-sm ${LOOKS[state]}`}>
      {t(state)}
    </span>
  );
}
