import "server-only";
import { unseal } from "@/lib/crypto/seal";
import { db, type Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors/app-error";
import { SEND_RECEIPT_SECONDS } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import type { SendProblem } from "@/lib/outgoing-receipts/problems";
import { type OutgoingBody, unsealBody } from "@/lib/outgoing-receipts/sealed-body";
import {
  type Attempt,
  type AttemptEnd,
  beginAttempt,
  endAttempt,
  postpone,
  rejectUnsent,
} from "@/lib/outgoing-receipts/status";
import { type SendOutcome, sendReceipt, userToken } from "@/lib/receipthero/send-receipt";

/**
 * Sends a queued receipt to ReceiptHero once. The attempt is committed before it begins, so a server that dies in
 * between leaves the receipt in doubt, and it is never sent twice (docs/decisions/0046-outgoing-receipts.md). A receipt
 * that is not queued is left alone.
 * @throws any database error. After an attempt the receipt is then in doubt, otherwise it stays queued
 */
export async function sendOutgoingReceipt(id: string): Promise<void> {
  const begun = await db().$transaction((tx) => begin(tx, id));
  if (!begun) return;
  const { attempt, body } = begun;
  const deadline = AbortSignal.timeout(SEND_RECEIPT_SECONDS * 1_000);
  const end = endOf(await sendReceipt(body.tokens, body.receipt, deadline));
  const isNoted = await db().$transaction((tx) => endAttempt(tx, attempt, end));
  const { state, status } = end;
  log.info({ outgoingReceiptId: id, attempt: attempt.number, state, status, isNoted }, "sent a receipt");
}

/** The columns that decide whether a receipt may be sent. Those of the connection are null if there is none. */
type QueuedReceipt = {
  receiptheroId: string | null;
  merchantId: string | null;
  sealedBody: string;
  status: string | null;
  scopes: string[] | null;
  owner: string | null;
  sealedToken: string | null;
};

/** Begins an attempt with everything that it needs in hand, so that nothing but the request can fail. */
async function begin(tx: Transaction, id: string): Promise<{ attempt: Attempt; body: OutgoingBody } | null> {
  const [queued] = await tx.$queryRaw<QueuedReceipt[]>`
    SELECT r."receiptheroId", r."merchantId", r."sealedBody", c.status, c.scopes, c."merchantId" AS owner, c."sealedToken"
      FROM "OutgoingReceipt" r LEFT JOIN "Connection" c ON c."receiptheroId" = r."receiptheroId"
     WHERE r.id = ${id}::uuid AND r.state = 'QUEUED' FOR UPDATE OF r SKIP LOCKED`;
  if (!queued) return null;
  const refusal = refusalOf(queued);
  if (refusal) {
    await rejectUnsent(tx, id, refusal);
    return null;
  }
  const body = open(queued, id);
  if (!body || env().RECEIPTHERO_API_KEY === undefined) {
    await postpone(tx, id, { problem: body ? "api_key_missing" : "unreadable", retryAfter: null });
    return null;
  }
  const attempt = await beginAttempt(tx, id);
  return attempt && { attempt, body };
}

/** Why a receipt must not be sent any more, although it was accepted. */
function refusalOf({ receiptheroId, merchantId, status, scopes, owner }: QueuedReceipt): SendProblem | null {
  if (receiptheroId === null) return null;
  if (status !== "ACTIVE") return "not_active";
  // Another business has it now, for which nobody accepted this receipt.
  if (owner !== merchantId) return "connection_moved";
  return scopes?.includes("receipt:write") ? null : "scope_missing";
}

/** Unseals a receipt and its recipient; null when TOKEN_KEYS does not open them. */
function open({ receiptheroId, sealedBody, sealedToken }: QueuedReceipt, id: string): OutgoingBody | null {
  try {
    const body = unsealBody(sealedBody, id);
    if (receiptheroId === null || sealedToken === null) return body;
    return { ...body, tokens: [userToken(unseal(sealedToken, receiptheroId))] };
  } catch (error) {
    if (!isAppError(error, "seal_key_missing") && !isAppError(error, "seal_broken")) throw error;
    log.error({ err: error, outgoingReceiptId: id }, "an outgoing receipt could not be unsealed");
    return null;
  }
}

function endOf(outcome: SendOutcome): AttemptEnd {
  const { status } = outcome;
  switch (outcome.as) {
    case "taken":
      return { state: "SENT", status: outcome.status };
    case "refused":
      return { state: "REJECTED", problem: "refused", status: outcome.status, errors: outcome.errors };
    case "not_taken":
      return { state: "QUEUED", problem: outcome.problem, retryAfter: outcome.retryAfter, status };
    case "unknown":
      return { state: "IN_DOUBT", problem: outcome.problem, status };
  }
}
