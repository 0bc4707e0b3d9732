import "server-only";
import { unseal } from "@/lib/crypto/seal";
import type { Transaction } from "@/lib/db/client";
import type { ImportLine } from "@/lib/imports/line";
import { LineRefusedError } from "@/lib/imports/refusals";
import type { ConnectionStatus } from "@/prisma/generated/enums";

/** A connection that a line of an import names. `isAbandoned`: it is disconnected, and its merchant was deleted. */
export type KnownConnection = {
  receiptheroId: string;
  merchantId: string;
  status: ConnectionStatus;
  label: string;
  scopes: string[];
  /** JSON as the database holds it. */
  partnerMetadata: string;
  partnerKeys: string[];
  sealedToken: string | null;
  tokenIssuedAt: Date | null;
  /** When it was disconnected, or when its disconnect began. */
  endedAt: Date | null;
  isAbandoned: boolean;
};

/** Finds a connection, and locks it until the transaction ends. */
export async function lockKnown(tx: Transaction, receiptheroId: string): Promise<KnownConnection | null> {
  const [known] = await tx.$queryRaw<KnownConnection[]>`
    SELECT c."receiptheroId", c."merchantId", c.status, c.label, c.scopes, c."partnerMetadata"::text AS "partnerMetadata",
           c."partnerKeys", c."sealedToken", c."tokenIssuedAt", coalesce(c."disconnectedAt", c."disconnectingSince") AS "endedAt",
           c.status = 'DISCONNECTED' AND EXISTS (SELECT FROM "Merchant" m WHERE m.id = c."merchantId" AND m."deletedAt" IS NOT NULL)
             AS "isAbandoned"
      FROM "Connection" c WHERE c."receiptheroId" = ${receiptheroId} FOR UPDATE`;
  return known ?? null;
}

/**
 * Whether a line's token replaces that of a known connection. It must be provably newer: it was issued after the token
 * that is here, and after a disconnect. So an old file brings nothing back.
 * @param merchantId of the line
 * @returns false when the connection has this token already
 * @throws LineRefusedError
 */
export function replaces(known: KnownConnection, line: ImportLine, merchantId: string): boolean {
  if (known.merchantId !== merchantId && !known.isAbandoned) throw new LineRefusedError("owned_by_another");
  if (known.status === "ACTIVE" && isToken(known.sealedToken, known.receiptheroId, line.accessToken)) return false;
  const issuedAt = line.issuedAt === null ? Number.NaN : Date.parse(line.issuedAt);
  if (known.status !== "ACTIVE") {
    if (!(issuedAt > (known.endedAt?.getTime() ?? 0))) throw new LineRefusedError("disconnected");
    return true;
  }
  if (!(known.tokenIssuedAt && issuedAt > known.tokenIssuedAt.getTime())) throw new LineRefusedError("token_not_newer");
  return true;
}

/** Whether a stored token is this one. A stored token that no longer opens is another one. */
export function isToken(sealedToken: string | null, receiptheroId: string, accessToken: string): boolean {
  try {
    return sealedToken !== null && unseal(sealedToken, receiptheroId) === accessToken;
  } catch {
    return false;
  }
}
