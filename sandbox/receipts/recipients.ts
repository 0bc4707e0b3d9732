import { z } from "zod";
import { findConnectionByToken } from "../oauth/connections.ts";
import type { Account, Connection } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import type { SentHeroJson } from "./hero-json-schema.ts";

const text = z.string().min(1);

/** For whom a receipt is (receipthero-api.md section 2.3). */
export const recipientToken = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("CARD"), value: text, id: text }),
    z.strictObject({ type: z.literal("EMAIL"), value: text }),
    z.strictObject({ type: z.literal("USER"), value: text }),
    z.strictObject({ type: z.literal("RECEIPT_ID"), value: text, namespace: text }),
    z.strictObject({ type: z.literal("DYNAMIC_QR_CODE"), value: text, namespace: text }),
  ],
  "must be CARD, EMAIL, USER, RECEIPT_ID or DYNAMIC_QR_CODE",
);

export type RecipientToken = z.infer<typeof recipientToken>;

/** Why a receipt has no recipient; the codes are part of the API's answer. */
export type RecipientProblem = "invalid_token" | "insufficient_scope";

/**
 * The connections that get a receipt: those with `receipt:read` of the accounts that the tokens name, and those that
 * cover a card it was paid with. A RECEIPT_ID and a DYNAMIC_QR_CODE name nobody until somebody scans them.
 * @param clientIds the partner that sends: a USER token must be of a connection of its own, with `receipt:write`
 */
export function findRecipients(
  store: Store,
  clientIds: string[],
  tokens: RecipientToken[],
  receipt: SentHeroJson,
): { connections: Connection[] } | { problem: RecipientProblem } {
  const accountIds = new Set<string>();
  for (const token of tokens) {
    if (token.type === "USER") {
      const sender = findConnectionByToken(store, token.value);
      if (!sender || !clientIds.includes(sender.clientId)) return { problem: "invalid_token" };
      if (!sender.scopes.includes("receipt:write")) return { problem: "insufficient_scope" };
    }
    const accountId = accountOf(store, token);
    if (accountId !== undefined) accountIds.add(accountId);
  }
  const cardIds = cardsPaidWith(store.state.accounts, receipt);
  const readers = store.state.connections.filter(
    ({ status, scopes }) => status === "active" && scopes.includes("receipt:read"),
  );
  return {
    connections: readers.filter(
      (connection) =>
        accountIds.has(connection.accountId) || connection.cardIds.some((cardId) => cardIds.includes(cardId)),
    ),
  };
}

function accountOf(store: Store, token: RecipientToken): string | undefined {
  const { accounts } = store.state;
  switch (token.type) {
    case "USER":
      return findConnectionByToken(store, token.value)?.accountId;
    case "EMAIL":
      return accounts.find(({ email }) => email.toLowerCase() === token.value.toLowerCase())?.id;
    case "CARD":
      return accounts.find(({ cards }) => cards.some(({ id }) => id === token.value))?.id;
    default:
      return undefined;
  }
}

/** The cards whose last four digits are those of a card payment. */
function cardsPaidWith(accounts: readonly Account[], { payments }: SentHeroJson): string[] {
  const endings = payments
    .filter(({ type }) => type === "CARD")
    .map(({ attributes }) => attributes?.maskedPAN?.slice(-4) ?? "")
    .filter((ending) => /^\d{4}$/.test(ending));
  return accounts
    .flatMap(({ cards }) => cards)
    .filter(({ label }) => endings.some((ending) => label.endsWith(ending)))
    .map(({ id }) => id);
}
