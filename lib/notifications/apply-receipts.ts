import "server-only";
import { refreshPace } from "@/lib/connections/health/refresh";
import type { Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { settle } from "@/lib/notifications/state";
import { ANNOUNCEMENT, READY } from "@/lib/receipthero/notification";
import { Prisma } from "@/prisma/generated/client";

/**
 * Applies receipt notifications: updates the receipts, and each connection's last notification, typical interval and
 * metadata drift. It handles any number of notifications together. Applying them twice does no harm.
 * @param ids notifications of any type except revocations, which no other transaction is processing
 */
export async function applyReceipts(tx: Transaction, ids: string[]): Promise<void> {
  // Rows are locked in id order, so two servers whose batches share connections cannot deadlock.
  const connections = await tx.$queryRaw<{ receiptheroId: string }[]>`
    SELECT "receiptheroId" FROM "Connection"
     WHERE "receiptheroId" IN (SELECT "receiptheroId" FROM "Notification" WHERE id = ANY (${ids}::uuid[]))
     ORDER BY "receiptheroId" FOR NO KEY UPDATE`;
  if (connections.length > 0) {
    await noteReceipts(tx, ids);
    await noteConnections(tx, ids);
    await refreshPace(
      tx,
      connections.map(({ receiptheroId }) => receiptheroId),
    );
  }
  await settle(tx, outcomes(ids));
}

/** The longest partner_metadata that is compared with ours, in bytes. We send less than half of this. */
const MAX_METADATA = 64 * 1024;

/**
 * SQL: the shop's name in the notification `n`. It is null when the name is absent, not a text, blank, too long or
 * contains invisible characters (controls, direction marks). A bad name never fails the notification.
 */
const SHOP_NAME = Prisma.sql`
  CASE WHEN jsonb_typeof(n.payload #> '{data,merchant_name}') = 'string'
        AND char_length(n.payload #>> '{data,merchant_name}') <= 500
        AND n.payload #>> '{data,merchant_name}' ~ '[^[:space:]\\u2800\\u3164]'
        AND n.payload #>> '{data,merchant_name}' !~ '[\\u0001-\\u001f\\u007f-\\u009f\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]'
       THEN n.payload #>> '{data,merchant_name}' END`;

/** Records each receipt once, whatever the number and order of its notifications. */
async function noteReceipts(tx: Transaction, ids: string[]): Promise<void> {
  const { RECEIPT_GAP_HOURS } = env();
  await tx.$executeRaw`
    INSERT INTO "Receipt" AS kept
      ("receiptheroId", "receiptId", "shopName", "firstSeenAt", "announcedAt", "dueAt", "readyAt")
    SELECT n."receiptheroId", n."receiptId", max(${SHOP_NAME}), min(n."firstReceivedAt"),
           min(n."firstReceivedAt") FILTER (WHERE n.type = ${ANNOUNCEMENT}),
           min(n."firstReceivedAt") FILTER (WHERE n.type = ${ANNOUNCEMENT}) + make_interval(hours => ${RECEIPT_GAP_HOURS}::int),
           min(n."firstReceivedAt") FILTER (WHERE n.type = ${READY})
      FROM "Notification" n JOIN "Connection" c USING ("receiptheroId") JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE n.id = ANY (${ids}::uuid[]) AND n.type IN (${ANNOUNCEMENT}, ${READY}) AND m."deletedAt" IS NULL
     GROUP BY n."receiptheroId", n."receiptId" ORDER BY n."receiptheroId", n."receiptId"
    ON CONFLICT ("receiptheroId", "receiptId") DO UPDATE SET
      "shopName" = coalesce(kept."shopName", excluded."shopName"),
      "firstSeenAt" = least(kept."firstSeenAt", excluded."firstSeenAt"),
      "announcedAt" = least(kept."announcedAt", excluded."announcedAt"),
      "dueAt" = least(kept."dueAt", excluded."dueAt"),
      "readyAt" = least(kept."readyAt", excluded."readyAt")`;
}

/**
 * Records when each connection last had a notification. Records also the partner_metadata of the newest notification
 * under the current grant, if it differs from ours. The difference is only shown; no code acts on it.
 */
async function noteConnections(tx: Transaction, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Connection" c
       SET "lastNotificationAt" = greatest(c."lastNotificationAt", heard."lastAt"),
           "reportedMetadata" = CASE WHEN heard.metadata IS NULL THEN c."reportedMetadata"
                                     WHEN heard.metadata <> c."partnerMetadata" THEN heard.metadata END,
           "reportedAt" = CASE WHEN heard.metadata IS NULL THEN c."reportedAt"
                               WHEN heard.metadata <> c."partnerMetadata" THEN heard."lastAt" END
      FROM (SELECT n."receiptheroId", max(n."firstReceivedAt") AS "lastAt",
                   (array_agg(n.payload -> 'partner_metadata' ORDER BY n."firstReceivedAt" DESC)
                     FILTER (WHERE jsonb_typeof(n.payload -> 'partner_metadata') = 'object' AND m."deletedAt" IS NULL
                               AND octet_length((n.payload -> 'partner_metadata')::text) <= ${MAX_METADATA}::int
                               AND n."grantNumber" = known."grantNumber"))[1] AS metadata
              FROM "Notification" n JOIN "Connection" known USING ("receiptheroId")
                   JOIN "Merchant" m ON m.id = known."merchantId"
             WHERE n.id = ANY (${ids}::uuid[]) AND n.type IN (${ANNOUNCEMENT}, ${READY})
             GROUP BY n."receiptheroId") heard
     WHERE c."receiptheroId" = heard."receiptheroId"`;
}

/** SQL: the result of each notification. A notification without a result waits for its connection. */
function outcomes(ids: string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT n.id, CASE WHEN m."deletedAt" IS NOT NULL THEN 'erased'
                      WHEN n.type NOT IN (${ANNOUNCEMENT}, ${READY}) THEN 'stored'
                      WHEN c."receiptheroId" IS NOT NULL THEN 'applied' END AS result
      FROM "Notification" n LEFT JOIN "Connection" c USING ("receiptheroId") LEFT JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE n.id = ANY (${ids}::uuid[])`;
}
