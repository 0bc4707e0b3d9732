import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, toPage } from "@/lib/db/keyset";
import type { ApiKey, Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** An endpoint without its secrets. `waiting` and `failed` count deliveries, each up to `MANY`. */
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
  waiting: number;
  failed: number;
};

/** Above this number deliveries are not counted. */
const MANY = 10_000;

const SELECTED = Prisma.sql`
  SELECT w.id, w.url, w.description, w.types, w."createdAt", w."disabledAt", w."disabledReason", w."failingSince", w."succeededAt",
         CASE WHEN w."formerSecretUntil" > now() THEN w."formerSecretUntil" END AS "formerSecretUntil",
         ${counted("PENDING")} AS waiting, ${counted("FAILED")} AS failed
    FROM "WebhookEndpoint" w`;

function counted(state: "PENDING" | "FAILED"): Prisma.Sql {
  return Prisma.sql`(SELECT count(*)::int FROM (SELECT FROM "EventDelivery" d
    WHERE d."endpointId" = w.id AND d.state = ${state}::"EventDeliveryState" LIMIT ${MANY}::int) counted)`;
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
