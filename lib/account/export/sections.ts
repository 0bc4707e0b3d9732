import "server-only";
import { patientDb } from "@/lib/db/client";

/** How many rows are read in one go. */
const BATCH = 500;

/** How much of the notifications' text is read in one go, in bytes: one alone can have 2 MB. */
const BATCH_BYTES = 4 * 1024 * 1024;

// Each field that is exported is named: a column that is added later is not exported by accident, and no secret, hash or
// sealed text ever is. Rows are read in batches by key, so that no transaction waits for a slow reader.

/** Who acts for the business: what is short, and as it is at one moment. */
export function readHead(merchantId: string, userId: string) {
  return patientDb().$transaction(
    async (tx) => ({
      merchant: await tx.merchant.findUniqueOrThrow({
        where: { id: merchantId, users: { some: { id: userId } } },
        select: { id: true, name: true, createdAt: true },
      }),
      users: await tx.user.findMany({
        where: { merchantId },
        orderBy: { createdAt: "asc" },
        select: {
          id: true,
          email: true,
          emailVerified: true,
          name: true,
          role: true,
          locale: true,
          createdAt: true,
          sessions: { select: { id: true, createdAt: true, expires: true, lastUsedAt: true, userAgent: true } },
        },
      }),
      // How the user signs in, and to what they want to change, is not for colleagues.
      you: await tx.user.findUniqueOrThrow({
        where: { id: userId },
        select: {
          id: true,
          accounts: { select: { provider: true, providerAccountId: true, createdAt: true } },
          emailChanges: { select: { email: true, createdAt: true, expiresAt: true, usedAt: true } },
        },
      }),
      invitations: await tx.invitation.findMany({
        where: { merchantId },
        orderBy: { createdAt: "asc" },
        select: { id: true, email: true, invitedById: true, createdAt: true, expiresAt: true, usedAt: true },
      }),
    }),
    { isolationLevel: "RepeatableRead" },
  );
}

/** The merchant's connections. */
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
          removedAt: true,
          removedBy: true,
          revokingSince: true,
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

/** The merchant's requests for an authorization. */
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

/** What happened to the merchant and its connections. */
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

/** The visits to ReceiptHero's membership view for the merchant's connections. */
export function membershipVisits(merchantId: string) {
  return ofEachConnection(merchantId, (receiptheroId) =>
    batches(
      (after: string | null) =>
        patientDb().membershipVisit.findMany({
          where: { receiptheroId, ...(after !== null && { id: { gt: after } }) },
          orderBy: { id: "asc" },
          take: BATCH,
          select: {
            id: true,
            receiptheroId: true,
            userId: true,
            createdAt: true,
            expiresAt: true,
            usedAt: true,
            outcome: true,
          },
        }),
      ({ id }) => id,
    ),
  );
}

/** The receipts of the merchant's connections. */
export function receipts(merchantId: string) {
  return ofEachConnection(merchantId, (receiptheroId) =>
    batches(
      (after: string | null) =>
        patientDb().receipt.findMany({
          where: { receiptheroId, ...(after !== null && { receiptId: { gt: after } }) },
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

/** What ReceiptHero told about the merchant's connections. */
export function notifications(merchantId: string) {
  return ofEachConnection(merchantId, (receiptheroId) =>
    batches(
      (after: NotificationRow | null) => patientDb().$queryRaw<NotificationRow[]>`
        SELECT id, type, "receiptheroId", "receiptId", payload, deliveries, "firstReceivedAt", "lastReceivedAt", "processedAt"
          FROM (SELECT *, sum(octet_length(payload::text)) OVER place AS bytes, row_number() OVER place AS number
                  FROM (SELECT * FROM "Notification"
                         WHERE "receiptheroId" = ${receiptheroId}
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

/** Batches of rows, each read after the last row of the one before, until there are no more. */
async function* batches<Row, Key>(
  read: (after: Key | null) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): AsyncGenerator<Row[]> {
  let after: Key | null = null;
  for (;;) {
    const rows = await read(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = keyOf(last);
  }
}

async function* ofEachConnection<Row>(
  merchantId: string,
  rowsOf: (receiptheroId: string) => AsyncGenerator<Row[]>,
): AsyncGenerator<Row[]> {
  for await (const found of connections(merchantId)) {
    for (const { receiptheroId } of found) yield* rowsOf(receiptheroId);
  }
}
