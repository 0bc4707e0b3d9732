import "server-only";
import { type CheckedConnection, checkToken, type TokenState } from "@/lib/access-tokens/check";
import { noteUnauthorized } from "@/lib/access-tokens/note-unauthorized";
import { setDisconnected } from "@/lib/connections/status";
import { db } from "@/lib/db/client";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { queueDisconnectedMails } from "@/lib/notifications/disconnected-mail/queue-for-members";
import type { NotificationResult } from "@/lib/notifications/results";
import { settle } from "@/lib/notifications/state";
import { Prisma } from "@/prisma/generated/client";
import type { ConnectionStatus } from "@/prisma/generated/enums";

/** How long ReceiptHero may take to say whether a token is still accepted, in milliseconds. */
const CHECK_TIMEOUT_MS = 5_000;

/**
 * A revocation and its connection. `number` is the number of the grant that was current when the revocation arrived.
 */
type Revocation = {
  receiptheroId: string;
  deliveries: number;
  number: number;
  merchantId: string | null;
  status: ConnectionStatus | null;
  current: number | null;
  scopes: string[] | null;
  readProven: boolean | null;
  sealedToken: string | null;
};

/**
 * Applies a revocation: ReceiptHero reports that the account holder disconnected a connection. It does not say when. A
 * revocation that arrives late, after the merchant connected again, must not disconnect the new grant
 * (docs/decisions/0011-late-revocations.md).
 * @throws AppError when ReceiptHero must be asked and does not answer, or when the connection changes during the
 * question; then nothing is changed
 */
export async function applyRevocation(id: string): Promise<void> {
  const [revocation] = await db().$queryRaw<Revocation[]>`
    SELECT n."receiptheroId", n.deliveries, n."grantNumber" AS number, c."merchantId", c.status,
           c."grantNumber" AS current, c.scopes, c."readProven", c."sealedToken"
      FROM "Notification" n LEFT JOIN "Connection" c USING ("receiptheroId")
     WHERE n.id = ${id}::uuid AND n.state = 'PENDING'`;
  if (!revocation) return;
  const { number, merchantId, status, current, scopes, readProven, sealedToken, receiptheroId } = revocation;

  if (merchantId === null || current === null || scopes === null || readProven === null)
    return settle(db(), outcome(id, null));
  if (status === "DISCONNECTED" || sealedToken === null) return settle(db(), outcome(id, "already_disconnected"));
  // It arrived under a grant that has been replaced since, so it cannot concern the current one.
  if (number > 0 && number < current) return settle(db(), outcome(id, "superseded"));
  // There has been only one grant, and the revocation arrived under it, so it can concern no other.
  const isCertain = current === 1 && number === 1;
  const token = isCertain ? "dead" : await check({ receiptheroId, scopes, readProven, sealedToken });
  if (token === "alive") return settleAccepted(id, revocation.deliveries);
  if (token === "unclear") return doubt(id, { receiptheroId, merchantId, grantNumber: current });
  return end(id, receiptheroId, current);
}

/**
 * Asks ReceiptHero whether it still accepts the token. Without an API key the answer is always "unclear". If
 * ReceiptHero does not answer, the notification is retried later.
 */
async function check(connection: CheckedConnection): Promise<TokenState> {
  try {
    return await checkToken(connection, CHECK_TIMEOUT_MS);
  } catch (error) {
    if (isAppError(error, "api_key_missing")) return "unclear";
    throw error;
  }
}

/** SQL: the result of the notification. Without a result it waits for its connection. */
function outcome(id: string, result: NotificationResult | null): Prisma.Sql {
  return Prisma.sql`SELECT ${id}::uuid AS id, ${result}::text AS result`;
}

/** If the revocation is delivered again during the check, it may be true by now and is checked again. */
async function settleAccepted(id: string, deliveries: number): Promise<void> {
  const again = await db().$executeRaw`
    UPDATE "Notification" SET "retryAt" = now()
     WHERE id = ${id}::uuid AND state = 'PENDING' AND deliveries > ${deliveries}`;
  if (again > 0) return;
  await settle(db(), outcome(id, "still_accepted"));
}

/** The token may or may not be dead, so the connection stays active. Its page says that the revocation is in doubt. */
async function doubt(
  id: string,
  connection: { receiptheroId: string; merchantId: string; grantNumber: number },
): Promise<void> {
  await db().$transaction(async (tx) => {
    await settle(tx, outcome(id, "unclear"));
    await noteUnauthorized(tx, connection, "revocation_unclear", { type: "RECEIPTHERO" });
  });
}

/** Disconnects the connection here: erases the token, sets `DISCONNECTED`, and emails the merchant's members. */
async function end(id: string, receiptheroId: string, current: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const isUnchanged = Prisma.sql`c."grantNumber" = ${current}`;
    const actor = { type: "RECEIPTHERO" } as const;
    const done = await setDisconnected(tx, receiptheroId, isUnchanged, { actor, by: "RECEIPTHERO" });
    if (!done) throw new AppError("not_found", "the connection changed while its revocation was applied");
    await settle(tx, outcome(id, "disconnected"));
    if (done.disconnectedBy === "RECEIPTHERO")
      await queueDisconnectedMails(tx, { receiptheroId, merchantId: done.merchantId });
  });
}
