import type { FailureReason } from "../../lib/errors/failure-reasons.ts";
import type { Context } from "./context.ts";
import type { Merchant } from "./merchant.ts";
import { labelName } from "./names.ts";
import type { Rows } from "./rows.ts";
import { iso, MINUTE } from "./time.ts";

/** An authorization request and its outcome. */
type Request = {
  userId: string;
  label: string;
  scopes: string[];
  partnerMetadata: object;
  /** When the browser was sent to the consent page, and when it returned; null when it never did. */
  at: number;
  claimedAt: number | null;
  outcome: FailureReason | "connected" | null;
  receiptheroId: string | null;
};

/** The weights of the outcomes of requests that did not create a connection; `left`: the browser never returned. */
const FAILURES = {
  left: 44,
  access_denied: 27,
  exchange_timeout: 8,
  exchange_failed: 7,
  code_expired: 6,
  storage_unavailable: 3,
  owned_by_another: 3,
  bad_token: 2,
} satisfies Partial<Record<FailureReason | "left", number>>;

/** Adds an authorization request of a merchant. */
export function addRequest({ random }: Context, rows: Rows, { id }: Merchant, request: Request): void {
  const { userId, label, scopes, partnerMetadata, at, claimedAt, outcome, receiptheroId } = request;
  rows.AuthorizationRequest.push({
    id: random.uuid(),
    stateHash: random.hex(64),
    userId,
    merchantId: id,
    sessionId: random.uuid(),
    browserHash: random.hex(64),
    label,
    scopes,
    partnerMetadata,
    createdAt: iso(at),
    expiresAt: iso(at + 10 * MINUTE),
    claimedAt: iso(claimedAt),
    outcome,
    receiptheroId,
  });
}

/** Adds the failed attempts before a connection was created: usually none. */
export function addFailedRequests(context: Context, rows: Rows, merchant: Merchant, before: number): void {
  const { random } = context;
  for (let at = before; random.chance(0.22); ) {
    at -= random.between(6, 40) * MINUTE;
    const way = random.weighted(FAILURES);
    addRequest(context, rows, merchant, {
      userId: random.pick(merchant.users),
      label: labelName(random, merchant.language, merchant.name, 0),
      scopes: ["receipt:read"],
      partnerMetadata: merchant.metadata(),
      at,
      claimedAt: way === "left" ? null : at + random.between(1, 5) * MINUTE,
      outcome: way === "left" ? null : way,
      receiptheroId: null,
    });
  }
}
