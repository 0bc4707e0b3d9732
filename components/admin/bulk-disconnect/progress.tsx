import { getTranslations } from "next-intl/server";
import type { ComponentProps } from "react";
import { BulkStateBadge } from "@/components/admin/bulk-disconnect/state-badge";
import { AutoRefresh } from "@/components/admin/shared/auto-refresh";
import { ProgressBar } from "@/components/admin/shared/progress-bar";
import { Form } from "@/components/ui/form";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { BulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { DISCONNECT_RETRY_HOURS } from "@/lib/lifetimes";

/**
 * How often the page refreshes while the bulk disconnect runs, and while ReceiptHero has not confirmed all. Seconds.
 */
const RUNNING = 2;
const UNCONFIRMED = 15;

/** The step in which a screen reader announces the progress, in per cent. */
const SPOKEN_STEP = 10;

type Steer = {
  pause: (formData: FormData) => Promise<void>;
  resume: ComponentProps<typeof ProvenForm>["action"];
};
type BulkProgressProps = { bulk: BulkDisconnect; steer: Steer | null };

/** The progress of a bulk disconnect, and for admins the button that pauses or resumes it. */
export async function BulkProgress({ bulk, steer }: BulkProgressProps) {
  const { state, action, selecting, handled, total, counts, waitingMails, isVouchedFor } = bulk;
  const pausedHint = action === "DISCONNECT" ? "detail.pausedHint" : "reconnect.pausedHint";
  const t = await getTranslations("admin.bulkDisconnect");
  const done = total === 0 ? 0 : handled / total;
  // Announcing every change would be too much for a screen reader.
  const step = state === "RUNNING" ? SPOKEN_STEP : 1;
  const percent = state === "DONE" ? 100 : Math.floor((done * 100) / step) * step;
  return (
    <section
      aria-label={t("detail.progress")}
      className="mt-7 grid gap-4 rounded-xl border border-line bg-surface p-5 sm:p-6"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <BulkStateBadge state={state} />
        <p id="handled" className="font-medium tabular-nums">
          {selecting ? t("detail.finding", { count: total }) : t("detail.handled", { handled, total })}
        </p>
      </div>
      <ProgressBar labelledBy="handled" done={selecting ? null : state === "DONE" ? 1 : done} />
      <p role="status" className="sr-only">
        {!selecting && t("detail.spoken", { state: t(`state.${state}`), percent })}
      </p>
      {counts.DISCONNECTING > 0 && state !== "RUNNING" && (
        <p className="text-muted">
          {t("detail.unconfirmed", { count: counts.DISCONNECTING, hours: DISCONNECT_RETRY_HOURS })}
        </p>
      )}
      {waitingMails > 0 && <p className="text-muted">{t("reconnect.left", { count: waitingMails })}</p>}
      {state === "PAUSED" && <p className="text-muted">{t(isVouchedFor ? pausedHint : "detail.unvouched")}</p>}
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2 empty:hidden">
        {state === "RUNNING" && steer && (
          <Form id="steer" action={steer.pause}>
            <input type="hidden" name="bulkDisconnect" value={bulk.id} />
            <SubmitButton look="secondary" pendingText={t("detail.pausing")}>
              {t("detail.pause")}
            </SubmitButton>
          </Form>
        )}
        {state === "PAUSED" && steer && (
          <ProvenForm id="steer" action={steer.resume}>
            <input type="hidden" name="bulkDisconnect" value={bulk.id} />
            <SubmitButton pendingText={t("detail.resuming")}>{t("detail.resume")}</SubmitButton>
          </ProvenForm>
        )}
        {(state === "RUNNING" || counts.DISCONNECTING > 0) && (
          <AutoRefresh seconds={state === "RUNNING" ? RUNNING : UNCONFIRMED} />
        )}
      </div>
    </section>
  );
}
