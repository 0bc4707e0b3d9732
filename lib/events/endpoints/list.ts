import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, toPage } from "@/lib/db/keyset";
import { UNSENT } from "@/lib/events/deliver/next";
import type { ApiKey, Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** An endpoint without its secrets. `waiting` and `failed` count up to `MAX_COUNT`. */
export type Endpoint = {
  id: string;
  url: string;
  description: string;
  types: string[];
  createdAt: Date;
  disabledAt: Date | null;
  disabledReason: string | null;
  failingSince: Date | null;
  succeededAt: Date | null;
  formerSecretUntil: Date | null;
  /** How many events it gets that were not delivered and not given up. */
  waiting: number;
  failed: number;
};

/** Above this number deliveries and events are not counted. */
export const MAX_COUNT = 10_000;

/** A choice of endpoints has no more than these. */
const MAX_CHOICES = 200;

const SELECTED = Prisma.sql`
  SELECT w.id, w.url, w.description, w.types, w."createdAt", w."disabledAt", w."disabledReason", w."failingSince", w."succeededAt",
         CASE WHEN w."formerSecretUntil" > now() THEN w."formerSecretUntil" END AS "formerSecretUntil",
         least(${inState("PENDING")} + ${counted(UNSENT)}, ${MAX_COUNT}::int) AS waiting, ${inState("FAILED")} AS failed
    FROM "WebhookEndpoint" w`;

function inState(state: "PENDING" | "FAILED"): Prisma.Sql {
  return counted(Prisma.sql`"EventDelivery" d WHERE d."endpointId" = w.id AND d.state = ${Prisma.raw(`'${state}'`)}`);
}

function counted(rows: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT count(*)::int FROM (SELECT FROM ${rows} LIMIT ${MAX_COUNT}::int) counted)`;
}

/** A page of the endpoints, newest first. @param after the last one of the previous page */
export async function listEndpoints(_by: Staff | ApiKey<"events:read">, after: Cursor | null, size?: number) {
  const rows = await db().$queryRaw<Endpoint[]>`
    ${SELECTED} WHERE ${afterCursor(NEWEST_FIRST, after, "w.")} ORDER BY ${orderBy(NEWEST_FIRST, "w.")} LIMIT ${(size ?? 50) + 1}`;
  return toPage(NEWEST_FIRST, rows, size);
}

/** One endpoint, or null. @param id a UUID */
export async function getEndpoint(
  _by: Staff | ApiKey<"events:read"> | ApiKey<"events:write">,
  id: string,
): Promise<Endpoint | null> {
  const [row] = await db().$queryRaw<Endpoint[]>`${SELECTED} WHERE w.id = ${id}::uuid`;
  return row ?? null;
}

/** The newest endpoints with their URLs, for a choice. */
export async function listEndpointNames(_staff: Staff): Promise<{ id: string; url: string }[]> {
  return db().webhookEndpoint.findMany({
    select: { id: true, url: true },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: MAX_CHOICES,
  });
}
