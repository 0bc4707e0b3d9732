import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import { quietAfter } from "@/lib/connections/health/quiet-after";
import type { Transaction } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";
import type { ConnectionStatus, DisconnectedBy } from "@/prisma/generated/enums";

// The transitions of a connection (docs/data-model.md). No other module writes `Connection.status`. The
// SQL function store_new_connection adds a new one, `ACTIVE`.

/** A grant, and the merchant's choices in the authorization request. */
export type Grant = {
  receiptheroId: string;
  merchantId: string;
  label: string;
  /** The scopes that ReceiptHero says it granted, or the requested ones if it does not say. */
  scopes: string[];
  /** Whether ReceiptHero says that the token may read receipts. */
  readProven: boolean;
  /** JSON as the database holds it. */
  partnerMetadata: string;
  /** The keys of `partnerMetadata` that the partner set and the merchant cannot change. */
  partnerKeys: string[];
  /** The connection that this one replaces. Another merchant's connection, or this one's own ID, is ignored. */
  replacesId: string | null;
  sealedToken: string;
  /** The token's `iat`, if it has one. */
  issuedAt: Date | null;
  /**
   * For a token that ReceiptHero did not issue just now, to this server: since when the account holder is connected, if
   * that is known. Nobody knows whether ReceiptHero still accepts the token.
   */
  imported?: { connectedAt: Date | null };
};

/** `adopted`: the connection belonged to a deleted merchant, so it starts again with its new owner. */
export type Activation = "new" | "renewed" | "adopted" | "foreign";

/**
 * Makes a connection `ACTIVE` from any state. The row is locked before its state is read, so concurrent grants of one
 * connection run one after the other.
 * @returns `foreign` when it belongs to another merchant; then nothing was changed
 */
export async function activate(tx: Transaction, grant: Grant): Promise<Activation> {
  if ((await addConnections(tx, [grant])) > 0) return "new";

  const { receiptheroId, merchantId } = grant;
  // A subquery and no join: PostgreSQL judges the subquery by the row that it locked, and a join by the one before it waited.
  const [kept] = await tx.$queryRaw<{ merchantId: string; isAbandoned: boolean }[]>`
    SELECT c."merchantId",
           c.status = 'DISCONNECTED' AND EXISTS (SELECT FROM "Merchant" m WHERE m.id = c."merchantId" AND m."deletedAt" IS NOT NULL)
             AS "isAbandoned"
      FROM "Connection" c WHERE c."receiptheroId" = ${receiptheroId} FOR UPDATE`;
  if (kept?.merchantId === merchantId) {
    await renew(tx, grant);
    return "renewed";
  }
  if (!kept?.isAbandoned) return "foreign";
  await adopt(tx, grant);
  return "adopted";
}

/**
 * Adds the connections that are not here yet, `ACTIVE`, all in one statement: its triggers run once for all of them.
 * They are added in the order of their IDs, so that two transactions do not wait for each other.
 * @param grants each connection once
 * @returns how many were added
 */
export function addConnections(tx: Transaction, grants: Grant[]): Promise<number> {
  const rows = grants.map(({ imported, ...grant }) => {
    return { ...grant, isImported: imported !== undefined, connectedAt: imported?.connectedAt ?? null };
  });
  return tx.$executeRaw`
    INSERT INTO "Connection"
      ("receiptheroId", "merchantId", label, scopes, "readProven", "partnerMetadata", "partnerKeys", "sealedToken", "tokenIssuedAt", "replacesId",
       "connectedAt", "tokenAcceptedAt")
    SELECT g."receiptheroId", g."merchantId", g.label, g.scopes, g."readProven", g."partnerMetadata"::jsonb, g."partnerKeys",
           g."sealedToken", g."issuedAt",
           (SELECT r."receiptheroId" FROM "Connection" r
             WHERE r."receiptheroId" = g."replacesId" AND r."receiptheroId" <> g."receiptheroId" AND r."merchantId" = g."merchantId"),
           coalesce(g."connectedAt", now()),
           CASE WHEN g."isImported" THEN least(coalesce(g."issuedAt", g."connectedAt", 'epoch'), now()) ELSE now() END
      FROM json_to_recordset(${JSON.stringify(rows)}::json)
        AS g ("receiptheroId" text, "merchantId" uuid, label text, scopes text[], "readProven" boolean, "partnerMetadata" text, "partnerKeys" text[],
              "sealedToken" text, "issuedAt" timestamptz, "replacesId" text, "isImported" boolean, "connectedAt" timestamptz)
     ORDER BY g."receiptheroId"
    ON CONFLICT ("receiptheroId") DO NOTHING`;
}

/** The state of a connection when its move to another merchant was offered. */
export type Former = { merchantId: string; status: ConnectionStatus; grantNumber: number };

/**
 * Gives a connection to another merchant with a new grant. It starts again there, `ACTIVE` from `ACTIVE` or
 * `DISCONNECTED`.
 * @param former what the connection must still be: a later grant or a disconnect may have ended the new token
 * @returns the label that the connection had, or null when it is not as `former` says; then nothing was changed
 */
export async function moveToMerchant(tx: Transaction, grant: Grant, former: Former): Promise<string | null> {
  const [kept] = await tx.$queryRaw<{ label: string }[]>`
    SELECT c.label FROM "Connection" c
     WHERE c."receiptheroId" = ${grant.receiptheroId} AND c."merchantId" = ${former.merchantId}::uuid
       AND c."grantNumber" = ${former.grantNumber}::int AND c.status = ${former.status}::"ConnectionStatus"
       AND c.status <> 'DISCONNECTING' FOR UPDATE`;
  if (!kept) return null;
  await adopt(tx, grant);
  return kept.label;
}

/** If two grants arrive out of order, the token that ReceiptHero issued last stays, with its scopes. */
async function renew(tx: Transaction, grant: Grant): Promise<void> {
  const keepsToken = Prisma.sql`(status = 'ACTIVE' AND coalesce("tokenIssuedAt" > ${grant.issuedAt}::timestamptz, false))`;
  await tx.$executeRaw`
    UPDATE "Connection" SET ${granted(grant)}, "modifiedAt" = now(), "replacesId" = coalesce(${replaced(grant)}, "replacesId"),
           -- Silence counts from now on.
           "quietFrom" = CASE WHEN "typicalInterval" IS NOT NULL
                              THEN now() + ${quietAfter(Prisma.sql`"typicalInterval"`)} END,
           scopes = CASE WHEN ${keepsToken} THEN scopes ELSE ${grant.scopes} END,
           "readProven" = CASE WHEN ${keepsToken} THEN "readProven" ELSE ${grant.readProven}::boolean END,
           "sealedToken" = CASE WHEN ${keepsToken} THEN "sealedToken" ELSE ${grant.sealedToken} END,
           "tokenIssuedAt" = CASE WHEN ${keepsToken} THEN "tokenIssuedAt" ELSE ${grant.issuedAt}::timestamptz END
     WHERE "receiptheroId" = ${grant.receiptheroId}`;
}

/** Erases everything of the former owner except the number of grants, which identifies late notifications. */
async function adopt(tx: Transaction, grant: Grant): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Connection" SET ${granted(grant)}, "merchantId" = ${grant.merchantId}::uuid, "replacesId" = ${replaced(grant)},
           "connectedAt" = ${connectedAt(grant)}, "modifiedAt" = NULL, "lastNotificationAt" = NULL, "typicalInterval" = NULL, "overdueFrom" = NULL,
           "quietFrom" = NULL, scopes = ${grant.scopes}, "readProven" = ${grant.readProven}::boolean, "sealedToken" = ${grant.sealedToken}, "tokenIssuedAt" = ${grant.issuedAt}::timestamptz
     WHERE "receiptheroId" = ${grant.receiptheroId}`;
  // The former owner's other connections no longer belong to its history.
  await tx.connection.updateMany({
    where: { replacesId: grant.receiptheroId, merchantId: { not: grant.merchantId } },
    data: { replacesId: null },
  });
}

/** SQL: the columns that every grant of a known connection sets. */
function granted(grant: Grant): Prisma.Sql {
  return Prisma.sql`status = 'ACTIVE', label = ${grant.label}, "partnerMetadata" = ${grant.partnerMetadata}::jsonb,
    "partnerKeys" = ${grant.partnerKeys},
    "grantNumber" = "grantNumber" + 1, "tokenAcceptedAt" = ${acceptedAt(grant)}, "disconnectedAt" = NULL, "disconnectedBy" = NULL,
    "disconnectingSince" = NULL, "revocationError" = NULL, "noticeReadAt" = NULL, "unauthorizedSince" = NULL,
    "unauthorizedReason" = NULL, "reportedMetadata" = NULL, "reportedAt" = NULL`;
}

/** SQL: since when the account holder is connected. */
function connectedAt({ imported }: Grant): Prisma.Sql {
  return Prisma.sql`coalesce(${imported?.connectedAt ?? null}::timestamptz, now())`;
}

/** SQL: when ReceiptHero last accepted or issued the token. If nobody knows, no other token is compared with it (check.ts). */
function acceptedAt({ imported, issuedAt }: Grant): Prisma.Sql {
  if (!imported) return Prisma.sql`now()`;
  return Prisma.sql`least(coalesce(${issuedAt}::timestamptz, ${imported.connectedAt}::timestamptz, 'epoch'), now())`;
}

/** SQL: the connection that a grant replaces, if it belongs to the merchant. */
function replaced({ receiptheroId, merchantId, replacesId }: Grant): Prisma.Sql {
  return Prisma.sql`(SELECT r."receiptheroId" FROM "Connection" r
    WHERE r."receiptheroId" = ${replacesId} AND r."receiptheroId" <> ${receiptheroId} AND r."merchantId" = ${merchantId}::uuid)`;
}

/**
 * Makes an `ACTIVE` connection `DISCONNECTING`: ReceiptHero may still accept its token until it confirms.
 * @param by who disconnects it
 * @param place where, unless here
 * @returns whether it was this merchant's and active
 */
export async function setDisconnecting(
  tx: Transaction,
  { receiptheroId, merchantId }: { receiptheroId: string; merchantId: string },
  actor: Actor,
  by: DisconnectedBy,
  place?: "membership",
): Promise<boolean> {
  const begun = await tx.$executeRaw`
    UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now(), "disconnectedBy" = ${by}::"DisconnectedBy"
     WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${merchantId}::uuid AND status = 'ACTIVE'`;
  if (begun === 0) return false;
  const before = { status: "ACTIVE" };
  const after = { status: "DISCONNECTING", disconnectedBy: by, ...(place && { place }) };
  await recordAuditEvent(tx, { actor, action: "connection.disconnecting", merchantId, receiptheroId, before, after });
  return true;
}

/** A connection that has just become `DISCONNECTED`. */
export type Disconnected = { merchantId: string; disconnectedBy: DisconnectedBy };

/**
 * Makes a connection `DISCONNECTED` and erases its token.
 * @param where SQL about the connection `c`: the states from which it may be disconnected
 * @param by who disconnects it; if a disconnect had begun, the actor who began it is recorded instead
 * @param details additional fields of the audit event
 * @returns null when it is already disconnected or `where` does not hold; then nothing was changed
 */
export async function setDisconnected(
  tx: Transaction,
  receiptheroId: string,
  where: Prisma.Sql,
  { actor, by, details = {} }: { actor: Actor; by: DisconnectedBy; details?: Record<string, string> },
): Promise<Disconnected | null> {
  const [done] = await tx.$queryRaw<(Disconnected & { before: ConnectionStatus })[]>`
    UPDATE "Connection" kept
       SET status = 'DISCONNECTED', "sealedToken" = NULL, "tokenIssuedAt" = NULL, "disconnectedAt" = now(),
           "disconnectedBy" = coalesce(kept."disconnectedBy", ${by}::"DisconnectedBy"), "disconnectingSince" = NULL, "revocationError" = NULL
      FROM (SELECT c."receiptheroId", c.status FROM "Connection" c
             WHERE c."receiptheroId" = ${receiptheroId} AND c.status <> 'DISCONNECTED' AND (${where}) FOR UPDATE) old
     WHERE kept."receiptheroId" = old."receiptheroId"
    RETURNING kept."merchantId", kept."disconnectedBy", old.status AS before`;
  if (!done) return null;
  const { merchantId, disconnectedBy, before } = done;
  await recordAuditEvent(tx, {
    actor,
    action: "connection.disconnected",
    merchantId,
    receiptheroId,
    before: { status: before },
    after: { status: "DISCONNECTED", disconnectedBy, ...details },
  });
  return { merchantId, disconnectedBy };
}
