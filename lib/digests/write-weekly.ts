import "server-only";
import { createTranslator } from "next-intl";
import { getBrand } from "@/lib/brand/current";
import type { Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { merchantConnectionPath } from "@/lib/http/paths";
import { configOf } from "@/lib/i18n/of-locale";
import { mailSafeName } from "@/lib/mail/safe-name";
import type { Writer } from "@/lib/user-mails/begin";

/** How many connections an email names. */
const NAMED = 20;

type Row = { receiptheroId: string; label: string; merchantId: string; business: string; health: "quiet" | "overdue" };

/** Tells a member which connections of all their businesses are quiet or wait for a receipt, if there are any. */
export const writeWeeklyDigest: Writer = async (tx, { userId, locale }) => {
  const rows = await connectionsOf(tx, userId);
  if (rows.length === 0) return null;
  const t = createTranslator({ ...configOf(locale), namespace: "mail.weeklyDigest" });
  const { APP_URL } = env();
  const { name: partner } = await getBrand();
  const businesses = Map.groupBy(rows.slice(0, NAMED), ({ merchantId }) => merchantId);
  const lists = [...businesses.values()].map((ofOne) => ({
    heading: mailSafeName(ofOne[0]?.business ?? "") ?? t("unnamedBusiness"),
    items: ofOne.map(({ receiptheroId, label, health }) => ({
      text: t(health, { label: mailSafeName(label) ?? t("unnamed") }),
      href: `${APP_URL}${merchantConnectionPath(receiptheroId)}`,
    })),
  }));
  return {
    subject: t("subject", { partner }),
    before: [t("intro", { partner })],
    lists,
    link: { href: `${APP_URL}/connections`, text: t("button") },
    after: [...(rows.length > NAMED ? [t("more")] : []), t("todo")],
  };
};

/** One more than are named tells that there are more. */
function connectionsOf(tx: Transaction, userId: string): Promise<Row[]> {
  return tx.$queryRaw<Row[]>`
    SELECT c."receiptheroId", c.label, c."merchantId", m.name AS business, c.health
      FROM "Member" b JOIN "Connection" c USING ("merchantId") JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE b."userId" = ${userId}::uuid AND b.role <> 'READER' AND c.health IN ('quiet', 'overdue')
     ORDER BY m.name, m.id, c.label, c."receiptheroId" LIMIT ${NAMED + 1}`;
}
