import { getTranslations } from "next-intl/server";
import type { ComponentProps } from "react";
import { BulkStateBadge } from "@/components/admin/bulk-disconnect/state-badge";
import { AutoRefresh } from "@/components/admin/shared/auto-refresh";
import { Form } from "@/components/ui/form";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { BulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { readableEmailAddress } from "@/lib/email-address";
import { getFormatter } from "@/lib/i18n/formatter";

/** How often the page refreshes while it waits for a decision, and while connections are selected. Seconds. */
const WAITING = 15;
const SELECTING = 2;

type Decide = {
  approve: ComponentProps<typeof ProvenForm>["action"];
  refuse: (formData: FormData) => Promise<void>;
};
type BulkApprovalProps = { bulk: BulkDisconnect; decide: Decide | null };

/** A bulk disconnect that waits for a second admin, or that none approved. For admins, with the buttons that decide. */
export async function BulkApproval({ bulk, decide }: BulkApprovalProps) {
  const { state, isOwn, isAskerAdmin, selecting, total, confirmedCount, startedBy, decidedBy } = bulk;
  const t = await getTranslations("admin.bulkDisconnect");
  const format = await getFormatter();
  const name = (email: string | null) => (email ? readableEmailAddress(email) : t("former"));
  const waits = state === "ASKED";
  const at = bulk.finishedAt ?? bulk.expiresAt;
  const values = { asker: name(startedBy), user: name(decidedBy), date: format.dateTime(at, "staffTime") };
  const ended = state === "REFUSED" || state === "WITHDRAWN" ? state : "EXPIRED";
  const text = !waits ? ended : !isAskerAdmin ? "orphaned" : isOwn ? "own" : "waits";
  return (
    <section
      aria-label={t("approval.title")}
      className="mt-7 grid gap-4 rounded-xl border border-line bg-surface p-5 sm:p-6"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <BulkStateBadge state={state} />
        <p className="font-medium tabular-nums">
          {selecting && waits ? t("detail.finding", { count: total }) : t("count", { count: total })}
        </p>
      </div>
      <p className="text-muted">{t("approval.confirmed", { count: confirmedCount })}</p>
      <p className="wrap-anywhere text-muted">
        {t(`approval.${text}`, values)} {waits && isAskerAdmin && selecting && t("approval.later")}
      </p>
      {waits && (
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          {decide && !isOwn && isAskerAdmin && !selecting && (
            <ProvenForm id="approve" action={decide.approve}>
              <input type="hidden" name="bulkDisconnect" value={bulk.id} />
              <SubmitButton look="danger" pendingText={t("approval.approving")}>
                {t("approval.approve")}
              </SubmitButton>
            </ProvenForm>
          )}
          {decide && (
            <Form id="refuse" action={decide.refuse}>
              <input type="hidden" name="bulkDisconnect" value={bulk.id} />
              <SubmitButton look="secondary" pendingText={t("approval.refusing")}>
                {t(isOwn ? "approval.withdraw" : "approval.refuse")}
              </SubmitButton>
            </Form>
          )}
          <AutoRefresh seconds={selecting ? SELECTING : WAITING} />
        </div>
      )}
    </section>
  );
}
