import "server-only";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { statusOfUnknownReceipt } from "@/lib/receipthero/receipt/fetch";

/** Whether ReceiptHero still accepts an access token. `unclear` when we cannot find out. */
export type TokenState = "alive" | "dead" | "unclear";

/** A connection whose token is in doubt. `readProven`: ReceiptHero has confirmed that the token may read receipts. */
export type CheckedConnection = { receiptheroId: string; scopes: string[]; readProven: boolean; sealedToken: string };

/** How many other connections' tokens are tried, because a token may be revoked without our knowledge. */
const MAX_WITNESSES = 3;

const ACCEPTED = [200, 404];
const REFUSED = [401, 403];

/**
 * Finds out whether ReceiptHero still accepts a connection's token (receipthero-api.md section 3, "is a token still
 * accepted?"). The protocol has no such request, so this requests a receipt that does not exist: with the token (A),
 * with the token and an invalid signature (B), and with the most recently accepted token of another connection (C).
 *
 * - A returns 200, or 404 while B is refused: alive.
 * - A is refused while C is not: dead. A 403 may also mean that ReceiptHero granted less than we requested (RFC 6750
 *   section 3.1), so it counts only for a token that is known to read receipts.
 * - Anything else is unclear: the API key may be wrong, or there is no other connection to compare with.
 *
 * Only a dead token proves that an authorization is over. An unclear result must not disconnect or erase anything.
 * @param timeout the total time for all requests, in milliseconds
 * @param fresh a token that ReceiptHero has just issued, if there is one: it is tried first as C
 * @throws AppError `receipt_unavailable` when ReceiptHero does not answer, or `api_key_missing`. A caller that cannot
 * retry treats both as unclear
 */
export async function checkToken(
  { receiptheroId, scopes, readProven, sealedToken }: CheckedConnection,
  timeout: number,
  fresh?: string,
): Promise<TokenState> {
  if (!scopes.includes("receipt:read")) return "unclear";
  const deadline = AbortSignal.timeout(timeout);
  const ask = (token: string) => statusOfUnknownReceipt(token, deadline);
  const token = unseal(sealedToken, receiptheroId);

  const a = await ask(token);
  if (a === 200) return "alive";
  if (a === 404) return REFUSED.includes(await ask(spoilSignature(token))) ? "alive" : "unclear";
  if (!REFUSED.includes(a) || (a === 403 && !readProven)) return "unclear";
  for (const witness of [...(fresh ? [fresh] : []), ...(await findWitnesses(receiptheroId))]) {
    if (ACCEPTED.includes(await ask(witness))) return "dead";
  }
  return "unclear";
}

/** As `checkToken`, for a caller that cannot retry: an error gives `unclear`. */
export async function checkTokenOnce(...parameters: Parameters<typeof checkToken>): Promise<TokenState> {
  return checkToken(...parameters).catch(() => "unclear" as const);
}

/** The most recently accepted tokens of other connections. */
async function findWitnesses(receiptheroId: string): Promise<string[]> {
  const others = await db().connection.findMany({
    where: { status: "ACTIVE", scopes: { has: "receipt:read" }, receiptheroId: { not: receiptheroId } },
    orderBy: { tokenAcceptedAt: "desc" },
    take: MAX_WITNESSES,
    select: { receiptheroId: true, sealedToken: true },
  });
  return others.flatMap(openIfPossible);
}

/** If a token cannot be unsealed (a key was lost), it is skipped, so that the other tokens are still tried. */
function openIfPossible({
  receiptheroId,
  sealedToken,
}: {
  receiptheroId: string;
  sealedToken: string | null;
}): string[] {
  try {
    return sealedToken === null ? [] : [unseal(sealedToken, receiptheroId)];
  } catch {
    return [];
  }
}

/** The same JWT with an invalid signature. Its first character changes, because the last one has unused bits. */
function spoilSignature(token: string): string {
  const start = token.lastIndexOf(".") + 1;
  return `${token.slice(0, start)}${token[start] === "A" ? "B" : "A"}${token.slice(start + 1)}`;
}
