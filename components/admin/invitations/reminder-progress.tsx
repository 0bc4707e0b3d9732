import { getTranslations } from "next-intl/server";
import { AutoRefresh } from "@/components/admin/shared/auto-refresh";
import { ProgressBar } from "@/components/admin/shared/progress-bar";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { BulkReminder } from "@/lib/merchant-invitations/reminders/get";

/** How often the page refreshes while the bulk reminder runs. Seconds. */
const FOLLOW = 2;

/** The step in which a screen reader announces the progress, in per cent. */
const SPOKEN_STEP = 10;

const LOOKS: Record<BulkReminder["state"], string> = {
  RUNNING: "bg-accent-soft text-accent",
  CANCELLED: "bg-alert-soft text-alert",
  DONE: "bg-paper text-muted",
};

type ReminderProgressProps = { reminder: BulkReminder; stop: ((formData: FormData) => Promise<void>) | null };

/** The progress of a bulk reminder, and for admins the button that stops it. */
export async function ReminderProgress({ reminder, stop }: ReminderProgressProps) {
  const { id, state, handled, postponed, confirmedCount: total } = reminder;
  const t = await getTranslations("admin.reminders");
  const done = handled / total;
  // Announcing every change would be too much for a screen reader.
  const percent = Math.floor((done * 100) / SPOKEN_STEP) * SPOKEN_STEP;
  return (
    <section
      aria-label={t("detail.progress")}
      className="mt-7 grid gap-4 rounded-xl border border-line bg-surface p-5 sm:p-6"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span
          className={`inline-block whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-sm ${LOOKS[state]}`}
        >
          {t(`state.${state}`)}
        </span>
        <p id="handled" className="font-medium tabular-nums">
          {t("detail.handled", { handled, total })}
        </p>
      </div>
      <ProgressBar labelledBy="handled" done={done} />
      <p role="status" className="sr-only">
        {t("detail.spoken", { state: t(`state.${state}`), percent })}
      </p>
      {postponed > 0 && <p className="text-muted">{t("detail.postponed", { count: postponed })}</p>}
      {state === "DONE" && handled < total && <p className="text-muted">{t("detail.fewer")}</p>}
      {state === "CANCELLED" && <p className="text-muted">{t("detail.stoppedHint")}</p>}
      {state === "RUNNING" && (
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          {stop && (
            <Form id="stop" action={stop}>
              <input type="hidden" name="bulkReminder" value={id} />
              <SubmitButton look="secondary" pendingText={t("detail.stopping")}>
                {t("detail.stop")}
              </SubmitButton>
            </Form>
          )}
          <AutoRefresh seconds={FOLLOW} />
        </div>
      )}
    </section>
  );
}
