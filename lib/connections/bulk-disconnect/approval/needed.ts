import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { APPROVAL_HOURS } from "@/lib/lifetimes";
import type { Admin } from "@/lib/principal";

/**
 * Whether a bulk disconnect must wait for a second admin: with it, the admin would disconnect more connections in
 * `APPROVAL_HOURS` than `BULK_APPROVAL_ABOVE` without one. Otherwise several small ones would do without. One that is not done
 * counts however old it is: paused ones could all be resumed on one day. Bulk disconnects of the same admin that start at once
 * are looked at one after the other.
 * @param count how many connections the admin confirms
 */
export async function needsApproval(tx: Transaction, admin: Admin, count: number): Promise<boolean> {
  const above = env().BULK_APPROVAL_ABOVE;
  if (above === undefined) return false;
  await tx.$executeRaw`SELECT FROM "User" WHERE id = ${admin.id}::uuid FOR NO KEY UPDATE`;
  const [own] = await tx.$queryRaw<[{ n: number }]>`
    SELECT coalesce(sum("confirmedCount"), 0)::float8 AS n FROM "BulkDisconnect"
     WHERE "startedById" = ${admin.id}::uuid AND action = 'DISCONNECT' AND "decidedAt" IS NULL
       AND (state IN ('RUNNING', 'PAUSED') OR (state = 'DONE' AND
            coalesce("finishedAt", "createdAt") > now() - make_interval(hours => ${APPROVAL_HOURS}::int)))`;
  return own.n + count > above;
}

/**
 * As `needsApproval`, for the page that asks.
 * @returns null when it need not wait, otherwise whether there is another admin who could approve it
 */
export async function previewApproval(admin: Admin, count: number): Promise<{ hasApprover: boolean } | null> {
  if (!(await db().$transaction((tx) => needsApproval(tx, admin, count)))) return null;
  const approvers = await db().user.count({ where: { role: "ADMIN", disabledAt: null, id: { not: admin.id } } });
  return { hasApprover: approvers > 0 };
}
