import { getTranslations } from "next-intl/server";
import { ImportStateBadge } from "@/components/admin/imports/state-badge";
import { AutoRefresh } from "@/components/admin/shared/auto-refresh";
import { ProgressBar } from "@/components/admin/shared/progress-bar";
import type { FoundImport } from "@/lib/imports/get";

/** How often the page refreshes until the import has ended. Seconds. */
const FOLLOW = 2;

/** The step in which a screen reader announces the progress, in per cent. */
const SPOKEN_STEP = 10;

/** The progress of an import, or why it failed. */
export async function ImportProgress({ found }: { found: FoundImport }) {
  const { state, failure, handled, total } = found;
  const t = await getTranslations("admin.imports");
  const done = total === 0 ? 0 : handled / total;
  const hasEnded = state === "DONE" || state === "FAILED";
  // Announcing every change would be too much for a screen reader.
  const percent = hasEnded ? 100 : Math.floor((done * 100) / SPOKEN_STEP) * SPOKEN_STEP;
  return (
    <section
      aria-label={t("detail.progress")}
      className="mt-7 grid gap-4 rounded-xl border border-line bg-surface p-5 sm:p-6"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <ImportStateBadge state={state} />
        <p id="handled" className={failure ? "" : "font-medium tabular-nums"}>
          {failure && t(`failures.${failure}`)}
          {state === "RECEIVING" && t("detail.receiving", { count: total })}
          {state !== "RECEIVING" && state !== "FAILED" && t("detail.handled", { handled, total })}
        </p>
      </div>
      {state !== "FAILED" && (
        <ProgressBar labelledBy="handled" done={state === "RECEIVING" ? null : state === "DONE" ? 1 : done} />
      )}
      <p role="status" className="sr-only">
        {state !== "RECEIVING" && t("detail.spoken", { state: t(`state.${state}`), percent })}
      </p>
      {!hasEnded && <AutoRefresh seconds={FOLLOW} />}
    </section>
  );
}
