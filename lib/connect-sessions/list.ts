import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
import { allOf } from "@/lib/db/conditions";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import { type ConnectSessionPurpose, ConnectSessionStatus } from "@/prisma/generated/enums";

/** The sessions that the list shows. A null field is no condition. */
export const sessionFilterSchema = z.object({
  status: z.enum(ConnectSessionStatus).nullable(),
  merchant: z.uuid().nullable(),
  /** One session. */
  id: z.uuid().nullable(),
});

export type SessionFilter = z.infer<typeof sessionFilterSchema>;

/** A connect session as staff see it. */
export type ListedSession = {
  id: string;
  createdAt: Date;
  purpose: ConnectSessionPurpose;
  status: ConnectSessionStatus;
  /** A code: why it was cancelled, failed or expired. */
  reason: string | null;
  merchantId: string;
  business: string;
  externalId: string | null;
  /** The connection that it created or renewed, otherwise the one that it is about. */
  receiptheroId: string | null;
  label: string;
  /** The name of the API key that created it. */
  keyName: string | null;
};

/**
 * A page of the connect sessions that match a filter, newest first. A session whose time is over counts as expired, although
 * the sweep may not have ended it.
 * @param after the last session of the previous page; null for the newest
 * @returns `business` is the name of the merchant in the filter, or null
 */
export async function listConnectSessions(_staff: Staff, filter: SessionFilter, after: Cursor | null) {
  const [rows, merchant] = await Promise.all([
    db().$queryRaw<ListedSession[]>`
      SELECT s.id, s."createdAt", s.purpose, CASE WHEN ${IS_DUE} THEN 'expired' ELSE s.status::text END AS status,
             CASE WHEN ${IS_DUE} THEN 'expired' ELSE s.reason END AS reason, s."merchantId", m.name AS business, m."externalId",
             coalesce(s."connectedId", s."receiptheroId") AS "receiptheroId", s.label, k.name AS "keyName"
        FROM (SELECT * FROM (${firstOfEach(filter, after)}) s ORDER BY ${orderBy(NEWEST_FIRST, "s.")} LIMIT ${LIMIT}) s
        JOIN "Merchant" m ON m.id = s."merchantId"
        LEFT JOIN "ApiKey" k ON k.id = s."apiKeyId"
       ORDER BY ${orderBy(NEWEST_FIRST, "s.")}`,
    filter.merchant ? db().merchant.findUnique({ where: { id: filter.merchant }, select: { name: true } }) : null,
  ]);
  return { ...toPage(NEWEST_FIRST, rows), business: merchant?.name ?? null };
}

/** One row more than a page, so that the page knows whether there is another one. */
const LIMIT = PAGE_SIZE + 1;

/** Whether the time of `s` is over, and the sweep has not ended it. */
const IS_DUE = Prisma.sql`(s.status IN ('pending', 'opened') AND s."expiresAt" <= now())`;

/** The first rows of each condition, so that each is read along an index. No row matches two of them. */
function firstOfEach(filter: SessionFilter, after: Cursor | null): Prisma.Sql {
  const selects = conditionsOf(filter).map(
    (condition) => Prisma.sql`
      (SELECT * FROM "ConnectSession" s WHERE ${condition} AND ${afterCursor(NEWEST_FIRST, after, "s.")}
        ORDER BY ${orderBy(NEWEST_FIRST, "s.")} LIMIT ${LIMIT})`,
  );
  return Prisma.join(selects, " UNION ALL ");
}

function conditionsOf({ status, merchant, id }: SessionFilter): Prisma.Sql[] {
  const others = [
    merchant && Prisma.sql`s."merchantId" = ${merchant}::uuid`,
    id && Prisma.sql`s.id = ${id}::uuid`,
  ].filter((part) => part !== null && part !== "");
  if (status === null) return [allOf(others)];
  const isStatus = Prisma.sql`s.status = ${status}::"ConnectSessionStatus"`;
  if (status === "expired") return [allOf([isStatus, ...others]), allOf([IS_DUE, ...others])];
  return [allOf([isStatus, Prisma.sql`NOT ${IS_DUE}`, ...others])];
}
