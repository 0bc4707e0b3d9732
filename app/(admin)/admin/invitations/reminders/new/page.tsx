import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PaperCard } from "@/components/ui/paper-card";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { INVITATION_LINK_DAYS, REMINDER_HOURS } from "@/lib/lifetimes";
import { readInvitationFilter } from "@/lib/merchant-invitations/filter";
import { countRemindable } from "@/lib/merchant-invitations/reminders/count";
import { startRemindersAction } from "../actions";

const LIST = "/admin/invitations";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.reminders");
  return { title: t("start") };
}

/** Asks for confirmation before all merchants are reminded whose invitations match the list's filter. */
export default async function NewReminderPage({ searchParams }: PageProps<"/admin/invitations/reminders/new">) {
  const query = await searchParams;
  const admin = await requireAdmin();
  const filter = readInvitationFilter(query);
  const count = await countRemindable(admin, filter);
  const t = await getTranslations("admin.reminders.new");
  const selection = { ...(filter.state && { state: filter.state }), ...(filter.q && { q: filter.q }) };
  const back = (
    <ButtonLink href={LIST} look="quiet" className="mt-2 w-full">
      {t("cancel")}
    </ButtonLink>
  );
  if (count === 0) {
    return (
      <div className="flex justify-center">
        <PaperCard title={t("noneTitle")}>
          <p className="mt-3 text-muted">{t("none", { hours: REMINDER_HOURS })}</p>
          {back}
        </PaperCard>
      </div>
    );
  }
  return (
    <ConfirmCard
      title={t("title", { count })}
      {...(query.changed && { notice: <Notice kind="problem">{t("changed")}</Notice> })}
      lead={filter.state === "expired" ? t("leadExpired") : t("leadOpen")}
      consequences={[t("link", { days: INVITATION_LINK_DAYS }), t("once", { hours: REMINDER_HOURS }), t("stop")]}
    >
      <ProvenForm action={startRemindersAction} className="mt-7 grid">
        <input type="hidden" name="bulkReminder" value={randomUUID()} />
        <input type="hidden" name="selection" value={new URLSearchParams(selection).toString()} />
        <input type="hidden" name="count" value={count} />
        <SubmitButton pendingText={t("pending")}>{t("submit", { count })}</SubmitButton>
      </ProvenForm>
      {back}
    </ConfirmCard>
  );
}
