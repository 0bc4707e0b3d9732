import { getTranslations } from "next-intl/server";
import type { ImportState } from "@/prisma/generated/enums";

const LOOKS: Record<ImportState, string> = {
  RECEIVING: "bg-accent-soft text-accent",
  QUEUED: "bg-accent-soft text-accent",
  RUNNING: "bg-accent-soft text-accent",
  DONE: "bg-paper text-muted",
  FAILED: "bg-alert-soft text-alert",
};

/** The state of an import in a word. */
export async function ImportStateBadge({ state }: { state: ImportState }) {
  const t = await getTranslations("admin.imports.state");
  return (
    <span className={`inline-block whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-sm ${LOOKS[state]}`}>
      {t(state)}
    </span>
  );
}
