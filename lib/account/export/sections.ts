import "server-only";
import { batches } from "@/lib/account/export/batches";
import { patientDb } from "@/lib/db/client";
import type { MembershipVisit } from "@/prisma/generated/client";

/** How many rows one query reads. */
const BATCH = 500;

/** How much text of notifications one query reads, in bytes. A single notification can have 2 MB. */
const BATCH_BYTES = 4 * 1024 * 1024;

// The export names each field, so a new column is not exported by accident. It never contains a secret, a hash or a
// sealed token. Rows are read in batches by key, so no transaction waits for a slow client.

export function connections(merchantId: string) {
  return batches(
    (after: string | null) =>
      patientDb().connection.findMany({
        where: { merchantId, ...(after !== null && { receiptheroId: { gt: after } }) },
        orderBy: { receiptheroId: "asc" },
        take: BATCH,
        select: {
          receiptheroId: true,
          label: true,
          scopes: true,
          partnerMetadata: true,
          status: true,
          tokenIssuedAt: true,
          connectedAt: true,
          modifiedAt: true,
          disconnectedAt: true,
          disconnectedBy: true,
          disconnectingSince: true,
          revocationError: true,
          lastNotificationAt: true,
          unauthorizedSince: true,
          unauthorizedReason: true,
          reportedMetadata: true,
          reportedAt: true,
          replacesId: true,
        },
      }),
    ({ receiptheroId }) => receiptheroId,
  );
}

/** The merchant's authorization requests. */
export function authorizationRequests(merchantId: string) {
  return batches(
    (after: string | null) =>
      patientDb().authorizationRequest.findMany({
        where: { merchantId, ...(after !== null && { id: { gt: after } }) },
        orderBy: { id: "asc" },
        take: BATCH,
        select: {
          id: true,
          userId: true,
          label: true,
          scopes: true,
          partnerMetadata: true,
          createdAt: true,
          expiresAt: true,
          claimedAt: true,
          outcome: true,
          receiptheroId: true,
          replacesId: true,
        },
      }),
    ({ id }) => id,
  );
}

/** The merchant's audit events, including those of its connections. */
export async function* auditEvents(merchantId: string) {
  const found = batches(
    (after: bigint | null) =>
      patientDb().auditEvent.findMany({
        where: { merchantId, ...(after !== null && { id: { gt: after } }) },
        orderBy: { id: "asc" },
        take: BATCH,
        select: {
          id: true,
          at: true,
          actorType: true,
          actorId: true,
          action: true,
          receiptheroId: true,
          before: true,
          after: true,
        },
      }),
    ({ id }) => id,
  );
  for await (const events of found) yield events.map(({ id, ...event }) => ({ id: String(id), ...event }));
}

type VisitRow = Pick<
  MembershipVisit,
  "id" | "receiptheroId" | "userId" | "createdAt" | "expiresAt" | "usedAt" | "outcome"
>;

/** The membership visits for the merchant's connections. */
export function membershipVisits(merchantId: string) {
  return ofEachConnection(merchantId, (receiptheroId) =>
    batches(
      (after: string | null) => patientDb().$queryRaw<VisitRow[]>`
        SELECT v.id, v."receiptheroId", v."userId", v."createdAt", v."expiresAt", v."usedAt", v.outcome
          FROM "MembershipVisit" v JOIN "Connection" c ON c."receiptheroId" = v."receiptheroId"
         WHERE v."receiptheroId" = ${receiptheroId} AND c."merchantId" = ${merchantId}::uuid
           AND v.id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000')
         ORDER BY v.id LIMIT ${BATCH}::int`,
      ({ id }) => id,
    ),
  );
}

export function receipts(merchantId: string) {
  return ofEachConnection(merchantId, (receiptheroId) =>
    batches(
      (after: string | null) =>
        patientDb().receipt.findMany({
          where: { receiptheroId, connection: { merchantId }, ...(after !== null && { receiptId: { gt: after } }) },
          orderBy: { receiptId: "asc" },
          take: BATCH,
          select: {
            receiptheroId: true,
            receiptId: true,
            shopName: true,
            firstSeenAt: true,
            announcedAt: true,
            dueAt: true,
            readyAt: true,
            fetchedAt: true,
            refusedAt: true,
          },
        }),
      ({ receiptId }) => receiptId,
    ),
  );
}

type NotificationRow = {
  id: string;
  type: string;
  receiptheroId: string;
  receiptId: string | null;
  payload: unknown;
  deliveries: number;
  firstReceivedAt: Date;
  lastReceivedAt: Date;
  processedAt: Date | null;
};

/**
 * The notifications about the merchant's connections. A connection that had another owner has older ones, which are not
 * this merchant's. Those of no grant came before the connection was stored.
 */
export function notifications(merchantId: string) {
  return ofEachConnection(merchantId, (receiptheroId) =>
    batches(
      (after: NotificationRow | null) => patientDb().$queryRaw<NotificationRow[]>`
        SELECT id, type, "receiptheroId", "receiptId", body AS payload, deliveries, "firstReceivedAt", "lastReceivedAt", "processedAt"
          FROM (SELECT *, sum(octet_length(body::text)) OVER place AS bytes, row_number() OVER place AS number
                  FROM (SELECT n.*, notification_body(n) AS body FROM "Notification" n
                         WHERE "receiptheroId" = ${receiptheroId}
                           AND EXISTS (SELECT FROM "Connection" WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${merchantId}::uuid)
                           AND ("grantNumber" = 0 OR "firstReceivedAt" >=
                                 (SELECT "connectedAt" FROM "Connection" WHERE "receiptheroId" = ${receiptheroId}))
                           AND ("firstReceivedAt", id) > (coalesce(${after?.firstReceivedAt ?? null}::timestamptz, '-infinity'),
                                                          coalesce(${after?.id ?? null}::uuid, '00000000-0000-0000-0000-000000000000'))
                         ORDER BY "firstReceivedAt", id LIMIT ${BATCH}::int) next
                WINDOW place AS (ORDER BY "firstReceivedAt", id)) measured
         WHERE bytes <= ${BATCH_BYTES}::int OR number = 1
         ORDER BY "firstReceivedAt", id`,
      (row) => row,
    ),
  );
}

/**
 * The rows of each connection of the merchant. An export takes long, and a connection may move to another merchant in
 * the meantime, so each query of `rowsOf` names the merchant.
 */
async function* ofEachConnection<Row>(
  merchantId: string,
  rowsOf: (receiptheroId: string) => AsyncGenerator<Row[]>,
): AsyncGenerator<Row[]> {
  for await (const found of connections(merchantId)) {
    for (const { receiptheroId } of found) yield* rowsOf(receiptheroId);
  }
}
