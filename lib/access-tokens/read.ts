import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import type { ApiKey } from "@/lib/principal";

/** An access token of ReceiptHero's, and what it covers. */
type ReadToken = { accessToken: string; scopes: string[]; issuedAt: Date | null };

/**
 * Reads the access token of a connection, for a system of the partner's that calls ReceiptHero with code of its own.
 * Each read is in the audit log.
 * @returns `inactive` when the connection is not active, null when there is none
 * @throws AppError `seal_key_missing`, `seal_broken`; then nothing is recorded
 */
export async function readToken(
  key: ApiKey<"tokens:read">,
  receiptheroId: string,
): Promise<ReadToken | "inactive" | null> {
  return db().$transaction(async (tx) => {
    const row = await tx.connection.findUnique({
      where: { receiptheroId },
      select: { status: true, merchantId: true, sealedToken: true, scopes: true, tokenIssuedAt: true },
    });
    if (!row) return null;
    const { status, merchantId, sealedToken, scopes, tokenIssuedAt } = row;
    if (status !== "ACTIVE" || sealedToken === null) return "inactive";
    const accessToken = unseal(sealedToken, receiptheroId);
    await recordAuditEvent(tx, { actor: actorOf(key), action: "connection.token_read", merchantId, receiptheroId });
    return { accessToken, scopes, issuedAt: tokenIssuedAt };
  });
}
