import "server-only";
import { createTranslator } from "next-intl";
import { type AlarmRule, alarmRules } from "@/lib/alarms/rules";
import { getBrand } from "@/lib/brand/current";
import { env } from "@/lib/env";
import { configOf } from "@/lib/i18n/of-locale";
import type { Writer } from "@/lib/user-mails/begin";

/** The page that shows the things of each rule. */
const PAGES: Record<AlarmRule, string> = {
  mass_refusal: "/admin/connections?health=unauthorized",
  revocation_given_up: "/admin/connections?health=disconnecting",
  notification_failed: "/admin/notifications?state=FAILED",
  endpoint_switched_off: "/admin/webhooks",
  job_died: "/admin",
  bulk_asked: "/admin/bulk-disconnects",
  bulk_paused: "/admin/bulk-disconnects",
  way_back_used: "/admin/audit?action=user.way_back_used",
};

/** Tells a staff user of an alarm. */
export const writeAlarm: Writer = async (tx, { about, role, locale }) => {
  if (role === "MERCHANT") return null;
  const alarm = await tx.alarm.findUnique({ where: { id: about }, select: { rule: true, itemCount: true } });
  const rule = alarmRules.find((known) => known === alarm?.rule);
  if (!alarm || !rule) return null;
  const t = createTranslator({ ...configOf(locale), namespace: "mail.alarms" });
  const { APP_URL } = env();
  const { name: partner } = await getBrand();
  return {
    subject: t(`${rule}.subject`, { partner }),
    before: [t(`${rule}.what`, { count: alarm.itemCount }), t(`${rule}.todo`)],
    link: { href: `${APP_URL}${PAGES[rule]}`, text: t("button") },
    after: [],
  };
};
