import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
import { escapeLike } from "@/lib/db/conditions";
import { ANNOUNCEMENT, READY, REVOCATION } from "@/lib/receipthero/notification";
import { Prisma } from "@/prisma/generated/client";
import { NotificationState } from "@/prisma/generated/enums";

/** The types that a user can filter by. `other` means the types that we do not know. */
export const typeChoices = [READY, ANNOUNCEMENT, REVOCATION, "other"] as const;

/** How many connections an ID prefix may match. */
export const MAX_CONNECTIONS = 10;

/** A day in UTC, ISO 8601. No notification is older than this software. */
const day = z.iso.date().refine((text) => text >= "2000");

/** The notifications that the list shows or a retry selects. A null field is no condition. */
export const notificationFilterSchema = z.object({
  state: z.enum(NotificationState).nullable(),
  type: z.enum(typeChoices).nullable(),
  /** First received on this day or later, and on this day or earlier. */
  from: day.nullable(),
  to: day.nullable(),
  /** A ReceiptHero ID or a prefix of it, or a receipt's id. */
  q: z
    .string()
    .trim()
    .regex(/^[^\p{Cc}\p{Cs}]{1,255}$/u)
    .nullable(),
});

export type NotificationFilter = z.infer<typeof notificationFilterSchema>;

/**
 * The result of a search: the ids of connections that have notifications, and whether there are more such connections.
 */
export type Search = { q: string; connections: string[]; areMore: boolean };

/**
 * The filter as an SQL condition, without its search.
 * @returns an expression over `n`, a row of "Notification"
 */
export function filterCondition({ state, type, from, to }: NotificationFilter): Prisma.Sql {
  const parts = [
    state && Prisma.sql`n.state = ${state}::"NotificationState"`,
    type && typeCondition(type),
    from && Prisma.sql`n."firstReceivedAt" >= ${`${from}T00:00:00Z`}::timestamptz`,
    to && Prisma.sql`n."firstReceivedAt" < ${`${to}T00:00:00Z`}::timestamptz + interval '1 day'`,
  ].filter((part) => part !== null && part !== "");
  return parts.length > 0 ? Prisma.join(parts, " AND ") : Prisma.sql`TRUE`;
}

/** Written exactly as the partial indexes' predicates, so that PostgreSQL uses them. */
function typeCondition(type: (typeof typeChoices)[number]): Prisma.Sql {
  return type === "other"
    ? Prisma.sql`n.type NOT IN (${REVOCATION}, ${ANNOUNCEMENT}, ${READY})`
    : Prisma.sql`n.type = ${type}`;
}

/**
 * The conditions of a search; a notification must meet one of them. They are separate, because each has an index that
 * returns its rows in the list's order.
 */
export function searchConditions({ q, connections }: Search): Prisma.Sql[] {
  return [
    ...connections.map((receiptheroId) => Prisma.sql`n."receiptheroId" = ${receiptheroId}`),
    // A receipt's id is stored as ReceiptHero sent it, in NFC or NFD.
    ...[...new Set([q, q.normalize("NFC"), q.normalize("NFD")])].map((id) => Prisma.sql`n."receiptId" = ${id}`),
  ];
}

/**
 * The filter as an SQL condition, with its search, for queries that need no order.
 * @returns an expression over `n`, a row of "Notification"
 */
export async function matchCondition(filter: NotificationFilter): Promise<Prisma.Sql> {
  if (!filter.q) return filterCondition(filter);
  return Prisma.sql`${filterCondition(filter)} AND (${Prisma.join(searchConditions(await search(filter.q)), " OR ")})`;
}

/**
 * Finds the connections, known here or not, whose id begins with a text. It skips from one id to the next in the index,
 * so the cost does not grow with the number of notifications.
 */
export async function search(q: string): Promise<Search> {
  const pattern = `${escapeLike(q)}%`;
  const found = await db().$queryRaw<{ id: string }[]>`
    WITH RECURSIVE found (id) AS (
      (SELECT "receiptheroId" FROM "Notification" WHERE "receiptheroId" LIKE ${pattern}
        ORDER BY "receiptheroId" USING ~<~ LIMIT 1)
      UNION ALL
      SELECT (SELECT "receiptheroId" FROM "Notification" WHERE "receiptheroId" LIKE ${pattern}
                AND "receiptheroId" ~>~ found.id ORDER BY "receiptheroId" USING ~<~ LIMIT 1)
        FROM found WHERE id IS NOT NULL)
    SELECT id FROM found WHERE id IS NOT NULL LIMIT ${MAX_CONNECTIONS + 1}`;
  const connections = found.slice(0, MAX_CONNECTIONS).map(({ id }) => id);
  return { q, connections, areMore: found.length > MAX_CONNECTIONS };
}
