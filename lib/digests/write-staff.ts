import "server-only";
import { createTranslator } from "next-intl";
import { getBrand } from "@/lib/brand/current";
import type { Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { configOf } from "@/lib/i18n/of-locale";
import type { Writer } from "@/lib/user-mails/begin";

/** The lines of the digest, each with its page. A line whose number is 0 is left out. */
const LINES = {
  broke: {
    needsReconnect: "/admin/connections?health=unauthorized",
    overdue: "/admin/connections?health=overdue",
    quiet: "/admin/connections?health=quiet",
    disconnected: "/admin/connections?status=DISCONNECTED",
  },
  recovered: { recovered: "/admin/connections?health=healthy" },
  waits: {
    bulkAsked: "/admin/bulk-disconnects",
    unauthorized: "/admin/connections?health=unauthorized",
    disconnecting: "/admin/connections?health=disconnecting",
    notifications: "/admin/notifications?state=FAILED",
    receiptsFailed: "/admin/outgoing-receipts?state=FAILED",
    receiptsInDoubt: "/admin/outgoing-receipts?state=IN_DOUBT",
  },
} as const;

type Count = keyof (typeof LINES)["broke"] | keyof (typeof LINES)["recovered"] | keyof (typeof LINES)["waits"];

/** Tells a staff user about the day before: what broke, what recovered, and what waits for a user. */
export const writeStaffDigest: Writer = async (tx, { about, role, locale }) => {
  if (role === "MERCHANT") return null;
  const counts: Record<Count, number> = { ...(await countEvents(tx, about)), ...(await countWaiting(tx)) };
  const t = createTranslator({ ...configOf(locale), namespace: "mail.staffDigest" });
  const { APP_URL } = env();
  const { name: partner } = await getBrand();
  const itemsOf = (pages: Partial<Record<Count, string>>) =>
    (Object.entries(pages) as [Count, string][])
      .filter(([line]) => counts[line] > 0)
      .map(([line, page]) => ({ text: t(`lines.${line}`, { count: counts[line] }), href: `${APP_URL}${page}` }));
  const lists = (["broke", "recovered", "waits"] as const)
    .map((part) => ({ heading: t(part), items: itemsOf(LINES[part]) }))
    .filter(({ items }) => items.length > 0);
  if (lists.length === 0) return null;
  return {
    subject: t("subject", { partner }),
    before: [t("intro")],
    lists,
    link: { href: `${APP_URL}/admin`, text: t("button") },
    after: [],
  };
};

/**
 * The changes of the day (UTC) before `day`. All its transactions have ended by now, so none is missed. Most events of a
 * day are receipts: the index "Event_health_idx" holds only the types that are counted here.
 */
async function countEvents(tx: Transaction, day: string) {
  const [counts] = await tx.$queryRaw<
    [Record<"needsReconnect" | "overdue" | "quiet" | "disconnected" | "recovered", number>]
  >`
    SELECT count(*) FILTER (WHERE type = 'connection.needs_reconnect')::int AS "needsReconnect",
           count(*) FILTER (WHERE type = 'connection.receipt_overdue')::int AS overdue,
           count(*) FILTER (WHERE type = 'connection.quiet')::int AS quiet,
           count(*) FILTER (WHERE type = 'connection.disconnected' AND data->>'disconnected_by' = 'receipthero')::int AS disconnected,
           count(*) FILTER (WHERE type = 'connection.recovered')::int AS recovered
      FROM "Event"
     WHERE type IN ('connection.needs_reconnect', 'connection.receipt_overdue', 'connection.quiet', 'connection.disconnected', 'connection.recovered')
       AND data IS NOT NULL AND at >= (${day}::timestamp - interval '1 day') AT TIME ZONE 'UTC' AND at < ${day}::timestamp AT TIME ZONE 'UTC'`;
  return counts;
}

async function countWaiting(tx: Transaction) {
  const [counts] = await tx.$queryRaw<[Record<keyof (typeof LINES)["waits"], number>]>`
    SELECT (SELECT count(*)::int FROM "BulkDisconnect" WHERE state = 'ASKED') AS "bulkAsked",
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'health' AND key = 'unauthorized') AS unauthorized,
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'health' AND key = 'disconnecting') AS disconnecting,
           (SELECT count(*)::int FROM "Notification" WHERE state = 'FAILED') AS notifications,
           (SELECT count(*)::int FROM "OutgoingReceipt" WHERE state = 'FAILED') AS "receiptsFailed",
           (SELECT count(*)::int FROM "OutgoingReceipt" WHERE state = 'IN_DOUBT') AS "receiptsInDoubt"`;
  return counts;
}
