import type { z } from "zod";
import { workingTokens } from "../oauth/connections.ts";
import type { Connection, IssuedCode } from "../state/schema.ts";
import type { Store } from "../state/store.ts";
import type { stateAnswer } from "./schemas.ts";

type StateAnswer = z.infer<typeof stateAnswer>;

/** The whole state as the control API shows it: tokens and codes included, client secrets and keys left out. */
export function viewState(store: Store): StateAnswer {
  const { state } = store;
  return {
    now: iso(store.now()),
    clockOffsetSeconds: state.clockOffset / 1000,
    accounts: state.accounts,
    clients: state.clients.map(({ id, name, redirectUris, webhookUrl }) => ({ id, name, redirectUris, webhookUrl })),
    connections: state.connections.map((connection) => viewConnection(store, connection)),
    codes: state.codes.map(viewCode),
    receipts: state.receipts.map((receipt) => ({
      receipt_id: receipt.receiptId,
      receipthero_id: receipt.receiptheroId,
      merchant_name: receipt.merchantName,
      kind: receipt.content === undefined ? receipt.kind : null,
      formats: receipt.formats,
      createdAt: iso(receipt.createdAt),
    })),
    deliveries: state.deliveries.map(({ receipt, dueAt }) => ({
      receipt_id: receipt.receiptId,
      receipthero_id: receipt.receiptheroId,
      dueAt: iso(dueAt),
    })),
    sending: { requests: state.counters.sendRequests, taken: state.counters.receiptsTaken },
    tokenRequests: state.counters.tokenRequests,
    revocations: {
      requests: state.counters.revocationRequests,
      revoked: state.counters.revocationsDone,
      notFound: state.counters.revocationsNotFound,
    },
    redirectsFollowed: state.counters.redirectsFollowed,
  };
}

/** Milliseconds since 1970 as ISO 8601 in UTC. */
export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function viewConnection(store: Store, connection: Connection): StateAnswer["connections"][number] {
  const account = store.state.accounts.find((candidate) => candidate.id === connection.accountId);
  const working = workingTokens(connection);
  return {
    receipthero_id: connection.receiptheroId,
    clientId: connection.clientId,
    accountId: connection.accountId,
    accountName: account?.name ?? connection.accountId,
    scopes: connection.scopes,
    cards: account?.cards.filter((card) => connection.cardIds.includes(card.id)) ?? [],
    partner_metadata: connection.partnerMetadata,
    status: connection.status,
    access_token: working.at(-1)?.accessToken ?? null,
    tokens: connection.tokens.map((token) => ({
      access_token: token.accessToken,
      iat: token.iat,
      issuedAt: iso(token.issuedAt),
      valid: working.includes(token),
    })),
    createdAt: iso(connection.createdAt),
    modifiedAt: iso(connection.modifiedAt),
    removedAt: connection.removedAt === null ? null : iso(connection.removedAt),
    removedBy: connection.removedBy,
  };
}

function viewCode(issued: IssuedCode): StateAnswer["codes"][number] {
  return {
    code: issued.code,
    clientId: issued.grant.clientId,
    receipthero_id: issued.grant.receiptheroId,
    accountId: issued.grant.accountId,
    issuedAt: iso(issued.issuedAt),
    expiresAt: iso(issued.expiresAt),
    used: issued.usedAt !== null,
    usedAt: issued.usedAt === null ? null : iso(issued.usedAt),
    tokenRequests: issued.tokenRequests,
  };
}
