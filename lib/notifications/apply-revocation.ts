import "server-only";
import { type CheckedConnection, checkToken, type TokenState } from "@/lib/access-tokens/check";
import { noteUnauthorized } from "@/lib/access-tokens/note-unauthorized";
import { markRemoved } from "@/lib/connections/status";
import { db, type Transaction } from "@/lib/db/client";
import { AppError, isAppError } from "@/lib/errors";
import { addJob } from "@/lib/jobs/add-job";
import type { NotificationResult } from "@/lib/notifications/results";
import { settle } from "@/lib/notifications/state";
import { Prisma } from "@/prisma/generated/client";
import type { ConnectionStatus } from "@/prisma/generated/enums";

/** How long ReceiptHero may take to say whether a token is still accepted, in milliseconds. */
const CHECK_TIMEOUT_MS = 5_000;

/** A revocation and the connection that it is about. `number` is of the authorization in force when it came. */
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
 * Applies a revocation: ReceiptHero says that the account holder ended a connection. It does not say when, so one that
 * was on its way while the merchant connected anew must not end the new authorization
 * (docs/decisions/0011-late-revocations.md).
 * @throws AppError when ReceiptHero has to be asked and does not answer, or when the connection changed meanwhile; then
 *   nothing was changed
 */
export async function applyRevocation(id: string): Promise<void> {
  const [revocation] = await db().$queryRaw<Revocation[]>`
    SELECT n."receiptheroId", n.deliveries, n."authorizationNumber" AS number, c."merchantId", c.status,
           c."authorizationNumber" AS current, c.scopes, c."readProven", c."sealedToken"
      FROM "Notification" n LEFT JOIN "Connection" c USING ("receiptheroId")
     WHERE n.id = ${id}::uuid AND n.state = 'PENDING'`;
  if (!revocation) return;
  const { number, merchantId, status, current, scopes, readProven, sealedToken, receiptheroId } = revocation;

  if (merchantId === null || current === null || scopes === null || readProven === null)
    return settle(db(), outcome(id, null));
  if (status === "REMOVED" || sealedToken === null) return settle(db(), outcome(id, "already_removed"));
  // It came under an authorization that has been replaced since, so it cannot be about the one in force.
  if (number > 0 && number < current) return settle(db(), outcome(id, "superseded"));
  // The first authorization, and it came while that was in force: there is no other that it could be about.
  const isCertain = current === 1 && number === 1;
  const token = isCertain ? "dead" : await check({ receiptheroId, scopes, readProven, sealedToken });
  if (token === "alive") return settleAccepted(id, revocation.deliveries);
  if (token === "unclear") return doubt(id, { receiptheroId, merchantId, sealedToken });
  return end(id, receiptheroId, current);
}

/**
 * Asks ReceiptHero. Without an API key nobody can ever ask, which is unclear; an answer that does not come is asked for
 * again later.
 */
async function check(connection: CheckedConnection): Promise<TokenState> {
  try {
    return await checkToken(connection, CHECK_TIMEOUT_MS);
  } catch (error) {
    if (isAppError(error, "api_key_missing")) return "unclear";
    throw error;
  }
}

/** SQL: what became of the notification; without a result it waits for its connection. */
function outcome(id: string, result: NotificationResult | null): Prisma.Sql {
  return Prisma.sql`SELECT ${id}::uuid AS id, ${result}::text AS result`;
}

/** What was delivered again while ReceiptHero was being asked may be true now, and is looked at again. */
async function settleAccepted(id: string, deliveries: number): Promise<void> {
  const again = await db().$executeRaw`
    UPDATE "Notification" SET "retryAt" = now()
     WHERE id = ${id}::uuid AND state = 'PENDING' AND deliveries > ${deliveries}`;
  if (again > 0) return;
  await settle(db(), outcome(id, "still_accepted"));
}

/** Nobody knows whether the token is dead, so the connection stays, and whoever looks at it learns of the doubt. */
async function doubt(
  id: string,
  connection: { receiptheroId: string; merchantId: string; sealedToken: string },
): Promise<void> {
  await db().$transaction(async (tx) => {
    await settle(tx, outcome(id, "unclear"));
    await noteUnauthorized(tx, connection, "revocation_unclear", { type: "RECEIPTHERO" });
  });
}

/** Ends the connection here: token erased, `REMOVED`, and the merchant's members told by mail. */
async function end(id: string, receiptheroId: string, current: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const isUnchanged = Prisma.sql`c."authorizationNumber" = ${current}`;
    const actor = { type: "RECEIPTHERO" } as const;
    const removed = await markRemoved(tx, receiptheroId, isUnchanged, { actor, by: "RECEIPTHERO" });
    if (!removed) throw new AppError("not_found", "the connection changed while its revocation was applied");
    await settle(tx, outcome(id, "ended"));
    if (removed.removedBy === "RECEIPTHERO") await tellPeople(tx, receiptheroId, removed.merchantId);
  });
}

/** A job for each, so that one address that does not work costs nobody else the mail. */
async function tellPeople(tx: Transaction, receiptheroId: string, merchantId: string): Promise<void> {
  const people = await tx.user.findMany({ where: { merchantId, disabledAt: null }, select: { id: true } });
  for (const { id: userId } of people) {
    await addJob(tx, "mail-ended", { receiptheroId, userId }, { key: `${receiptheroId}:${userId}`, delay: 0 });
  }
}
