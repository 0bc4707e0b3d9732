import "server-only";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { statusOfUnknownReceipt } from "@/lib/receipthero/receipt";

/** Whether ReceiptHero still accepts an access token, as far as we can find out. */
export type TokenState = "alive" | "dead" | "unclear";

/** A connection whose token is in doubt. `readProven`: ReceiptHero said or showed that the token may read receipts. */
export type CheckedConnection = { receiptheroId: string; scopes: string[]; readProven: boolean; sealedToken: string };

/** How many other connections' tokens are tried: one of them may have ended without our knowledge. */
const MAX_WITNESSES = 3;

const ACCEPTED = [200, 404];
const REFUSED = [401, 403];

/**
 * Finds out whether ReceiptHero still accepts a connection's token (receipthero-api.md section 3, "is a token still
 * accepted?"). The protocol has no such question, so this asks for a receipt that does not exist: with the token (A),
 * with its signature spoiled (B), and with the token of another connection that was accepted last (C).
 *
 * - A answers 200, or 404 while B is refused: alive.
 * - A is refused while C is not: dead. A 403 may also mean that ReceiptHero granted less than we asked for (RFC 6750
 *   section 3.1), so it counts only for a token that is known to read receipts.
 * - Anything else is unclear: the API key may be wrong, or there is no other connection to compare with.
 *
 * Only a dead token proves that an authorization is over. Nothing may be ended or erased because of an unclear one.
 * @param timeout how long all questions may take together, in milliseconds
 * @param fresh a token that ReceiptHero has issued this moment, if there is one: it is the first to serve as C
 * @throws AppError `receipt_unavailable` when ReceiptHero does not answer, or `api_key_missing`; both mean unclear to a
 *   caller who cannot ask later
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

/** As `checkToken`, for a caller who cannot ask later: whatever keeps us from asking means unclear. */
export async function checkTokenOnce(...parameters: Parameters<typeof checkToken>): Promise<TokenState> {
  return checkToken(...parameters).catch(() => "unclear" as const);
}

/** The tokens of the other connections that were accepted last. */
async function findWitnesses(receiptheroId: string): Promise<string[]> {
  const others = await db().connection.findMany({
    where: { status: "ACTIVE", scopes: { has: "receipt:read" }, receiptheroId: { not: receiptheroId } },
    orderBy: { tokenAcceptedAt: "desc" },
    take: MAX_WITNESSES,
    select: { receiptheroId: true, sealedToken: true },
  });
  return others.flatMap(openIfPossible);
}

/** A witness whose token cannot be opened (a sealing key was lost) is no witness, and must not keep us from asking others. */
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

/** The same JWT with a signature that does not fit: its first character differs, because the last holds spare bits. */
function spoilSignature(token: string): string {
  const start = token.lastIndexOf(".") + 1;
  return `${token.slice(0, start)}${token[start] === "A" ? "B" : "A"}${token.slice(start + 1)}`;
}
