import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { getForKey, type KeyReceipt } from "@/lib/outgoing-receipts/get";
import { sealBody } from "@/lib/outgoing-receipts/sealed-body";
import { queue } from "@/lib/outgoing-receipts/status";
import type { ApiKey } from "@/lib/principal";
import type { RecipientToken } from "@/lib/receipthero/send-receipt";

/** The recipient of a receipt: the account holder of a connection, or those that the tokens name. */
export type Recipient = { receiptheroId: string } | { tokens: RecipientToken[] };

/** Why a connection cannot send a receipt. */
export type ConnectionProblem = "not_found" | "not_active" | "scope_missing";

/**
 * Stores a receipt, sealed, to be sent by a worker. It is not in the audit log: its own row names the API key.
 * @param id the ID that it gets. A repetition with the same one returns the receipt that is stored
 * @param receipt HeroJSON. Only ReceiptHero judges it
 * @returns why the connection cannot send it, or the receipt
 * @throws AppError `api_key_missing`, `seal_key_missing`
 */
export async function acceptReceipt(
  key: ApiKey<"receipts:write">,
  id: string,
  recipient: Recipient,
  receipt: unknown,
): Promise<KeyReceipt | ConnectionProblem> {
  const stored = await getForKey(key, id);
  if (stored) return stored;
  if (env().RECEIPTHERO_API_KEY === undefined) {
    throw new AppError("api_key_missing", "RECEIPTHERO_API_KEY is not set, and receipts cannot be sent without it");
  }
  const problem = await db().$transaction(async (tx) => {
    const connection = "tokens" in recipient ? NO_CONNECTION : await findConnection(tx, recipient.receiptheroId);
    if (typeof connection === "string") return connection;
    const tokens = "tokens" in recipient ? recipient.tokens : [];
    await queue(tx, { id, apiKeyId: key.id, ...connection, sealedBody: sealBody({ tokens, receipt }, id) });
    return null;
  });
  if (problem) return problem;
  const queued = await getForKey(key, id);
  if (!queued) throw new Error("a stored receipt is gone");
  return queued;
}

const NO_CONNECTION = { receiptheroId: null, merchantId: null };

/** The connection that sends a receipt, or why there is none. */
async function findConnection(
  tx: Transaction,
  receiptheroId: string,
): Promise<{ receiptheroId: string; merchantId: string } | ConnectionProblem> {
  const connection = await tx.connection.findUnique({
    where: { receiptheroId },
    select: { merchantId: true, status: true, scopes: true },
  });
  if (!connection) return "not_found";
  if (connection.status !== "ACTIVE") return "not_active";
  if (!connection.scopes.includes("receipt:write")) return "scope_missing";
  return { receiptheroId, merchantId: connection.merchantId };
}
