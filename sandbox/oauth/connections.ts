import type { Connection, Grant } from "../state/schema.ts";
import type { Store } from "../state/store.ts";

/** The active connections of a client to an account, oldest first. */
export function activeConnections(store: Store, clientId: string, accountId: string): Connection[] {
  return store.state.connections.filter(
    (connection) =>
      connection.clientId === clientId && connection.accountId === accountId && connection.status === "active",
  );
}

/** The active connection with this id, of any account. */
export function findActiveConnection(store: Store, receiptheroId: string): Connection | undefined {
  return store.state.connections.find(
    (connection) => connection.receiptheroId === receiptheroId && connection.status === "active",
  );
}

/** The tokens that work: the newest, and those before it that each newer one keeps. None once the connection ended. */
export function workingTokens({ status, tokens }: Connection): Connection["tokens"] {
  if (status !== "active") return [];
  const lastToEnd = tokens.findLastIndex(({ keepsFormer }) => !keepsFormer);
  return tokens.slice(Math.max(lastToEnd, 0));
}

/** The active connection that this access token works for. */
export function findConnectionByToken(store: Store, accessToken: string): Connection | undefined {
  return store.state.connections.find((connection) =>
    workingTokens(connection).some((token) => token.accessToken === accessToken),
  );
}

/** Turns a grant into a connection, or renews the one with the same `receipthero_id`. */
export function applyGrant(store: Store, grant: Grant): Connection {
  return store.change((state) => {
    const now = store.now();
    const granted = {
      scopes: grant.scopes,
      cardIds: grant.cardIds,
      partnerMetadata: grant.partnerMetadata,
      status: "active" as const,
      modifiedAt: now,
      removedAt: null,
      removedBy: null,
    };
    const existing = state.connections.find((connection) => connection.receiptheroId === grant.receiptheroId);
    if (existing) return Object.assign(existing, granted);

    const { receiptheroId, clientId, accountId } = grant;
    const made: Connection = { receiptheroId, clientId, accountId, tokens: [], createdAt: now, ...granted };
    state.connections.push(made);
    return made;
  });
}

/** Ends the authorization: from now on its token is not found. */
export function endConnection(store: Store, connection: Connection, by: NonNullable<Connection["removedBy"]>): void {
  store.change(() => {
    connection.status = "removed";
    connection.removedAt = store.now();
    connection.removedBy = by;
  });
}
