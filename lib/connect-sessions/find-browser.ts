import "server-only";
import { type OpenedSession, openedSession, openedSessions } from "@/lib/connect-sessions/cookie";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { ConnectBrowser } from "@/lib/principal";

// The only module that makes a ConnectBrowser.

/**
 * This browser, for a connect session whose link it has opened.
 * @param id untrusted
 * @returns null when it has not
 */
export async function findConnectBrowser(id: unknown): Promise<ConnectBrowser | null> {
  const opened = typeof id === "string" ? await openedSession(id) : null;
  const [browser = null] = opened ? await proved([opened]) : [];
  return browser;
}

/** This browser, for each connect session whose link it has opened lately. */
export async function connectBrowsers(): Promise<ConnectBrowser[]> {
  const opened = await openedSessions();
  return opened.length > 0 ? proved(opened) : [];
}

/** The connect session of the authorization request with this state, or null: then a user started it, or nobody. */
export async function connectSessionOfState(state: string): Promise<string | null> {
  const request = await db().authorizationRequest.findUnique({
    where: { stateHash: sha256(state) },
    select: { connectSessionId: true },
  });
  return request?.connectSessionId ?? null;
}

/** The connect session for which one of these browsers last visited the membership view of a connection, or null. */
export async function connectSessionOfVisit(browsers: ConnectBrowser[], receiptheroId: string): Promise<string | null> {
  const visit = await db().membershipVisit.findFirst({
    where: {
      receiptheroId,
      OR: browsers.map(({ connectSessionId, browserHash }) => ({ connectSessionId, browserHash })),
    },
    orderBy: { createdAt: "desc" },
    select: { connectSessionId: true },
  });
  return visit?.connectSessionId ?? null;
}

/** The cookies whose tokens are those of the sessions that they name. */
async function proved(opened: OpenedSession[]): Promise<ConnectBrowser[]> {
  const sessions = await db().connectSession.findMany({
    where: { OR: opened.map(({ id, tokenHash }) => ({ id, tokenHash })) },
    select: { id: true },
  });
  return opened
    .filter(({ id }) => sessions.some((session) => session.id === id))
    .map(({ id, browserHash }) => ({ connectSessionId: id, browserHash }) as ConnectBrowser);
}
