import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { ReminderProgress } from "@/components/admin/invitations/reminder-progress";
import { BackLink } from "@/components/admin/shared/back-link";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { readableEmailAddress } from "@/lib/email-address";
import { getFormatter } from "@/lib/i18n/formatter";
import { getBulkReminder } from "@/lib/merchant-invitations/reminders/get";
import { isAdmin } from "@/lib/principal";
import { cancelRemindersAction } from "../actions";

type Props = PageProps<"/admin/invitations/reminders/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { reminder } = await loadReminder((await params).id);
  const t = await getTranslations("admin.reminders.detail");
  return { title: t("title", { count: reminder.confirmedCount }) };
}

/** The bulk reminder in the requested path, for staff. It is read once per request. */
const loadReminder = cache(async (id: string) => {
  const staff = await requireStaff();
  return { staff, reminder: (await getBulkReminder(staff, id)) ?? notFound() };
});

/** A bulk reminder: its progress, and for admins the button that stops it. */
export default async function BulkReminderPage({ params }: Props) {
  const { staff, reminder } = await loadReminder((await params).id);
  const t = await getTranslations("admin.reminders");
  const format = await getFormatter();
  const date = (value: Date) => format.dateTime(value, "staffTime");
  const { createdAt, finishedAt, startedBy, confirmedCount } = reminder;
  return (
    <>
      <BackLink href="/admin/invitations">{t("back")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("detail.title", { count: confirmedCount })}</h1>
      <p className="wrap-anywhere mt-1.5 text-muted">
        {t("detail.started", {
          date: date(createdAt),
          who: startedBy ? readableEmailAddress(startedBy) : t("detail.former"),
        })}
        {finishedAt && ` · ${t("detail.finished", { date: date(finishedAt) })}`}
      </p>
      <ReminderProgress reminder={reminder} stop={isAdmin(staff) ? cancelRemindersAction : null} />
    </>
  );
}
