import { getTranslations } from "next-intl/server";
import { FileStateBadge } from "@/components/admin/invitations/file-state-badge";
import { AutoRefresh } from "@/components/admin/shared/auto-refresh";
import { ProgressBar } from "@/components/admin/shared/progress-bar";
import type { InvitationFile } from "@/lib/merchant-invitations/file/get";

/** How often the page refreshes until the file is done. Seconds. */
const FOLLOW = 2;

/** The step in which a screen reader announces the progress, in per cent. */
const SPOKEN_STEP = 10;

/** The progress of a file of invitations. */
export async function FileProgress({ file: { state, handled, total, counts } }: { file: InvitationFile }) {
  const t = await getTranslations("admin.invitationFiles");
  const done = total === 0 ? 0 : handled / total;
  // Announcing every change would be too much for a screen reader.
  const percent = state === "DONE" ? 100 : Math.floor((done * 100) / SPOKEN_STEP) * SPOKEN_STEP;
  return (
    <section
      aria-label={t("detail.progress")}
      className="mt-7 grid gap-4 rounded-xl border border-line bg-surface p-5 sm:p-6"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <FileStateBadge state={state} />
        <p id="handled" className="font-medium tabular-nums">
          {state === "RECEIVING" ? t("detail.receiving", { count: total }) : t("detail.handled", { handled, total })}
        </p>
      </div>
      <ProgressBar labelledBy="handled" done={state === "RECEIVING" ? null : state === "DONE" ? 1 : done} />
      <p role="status" className="sr-only">
        {state !== "RECEIVING" && t("detail.spoken", { state: t(`state.${state}`), percent })}
      </p>
      {state === "DONE" && counts.INVITED > 0 && <p className="text-muted">{t("detail.mails")}</p>}
      {state !== "DONE" && <AutoRefresh seconds={FOLLOW} />}
    </section>
  );
}
