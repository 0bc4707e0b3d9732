import "server-only";
import { cookies } from "next/headers";
import { z } from "zod";
import { cookieAttributes, cookieName } from "@/lib/cookies";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { sessionLanguageCookie } from "@/lib/i18n/choices";

/** How long a browser keeps an opened session, in seconds: longer than its link and the trip to ReceiptHero last. */
const LIFETIME = 2 * 60 * 60;

/** How a session's page was opened: in a tab of its own, or in a popup of the partner's page. */
export type SessionWindow = "tab" | "popup";

/** A session that a browser has opened, as its cookie keeps it. */
export type OpenedSession = {
  id: string;
  tokenHash: string;
  /** Identifies this browser, for this session alone. */
  browserHash: string;
  window: SessionWindow;
};

/** The link's token, a secret of this browser, and the kind of window. */
const VALUE = /^([\w-]{43})\.([\w-]{43})\.(tab|popup)$/;
const NAME = /^(?:__Host-)?connect-(.*)$/;

// The cookie is named after the session, so that two sessions in one browser do not get into each other's way.
const nameOf = (id: string) => cookieName(`connect-${id}`);

/** The session as this browser opened it, or null. */
export async function openedSession(id: string): Promise<OpenedSession | null> {
  return read(id, (await cookies()).get(nameOf(id))?.value);
}

/** All sessions that this browser has opened lately. A neighbouring site can add cookies, but none with our full name. */
export async function openedSessions(): Promise<OpenedSession[]> {
  return (await cookies()).getAll().flatMap(({ name, value }) => {
    const id = NAME.exec(name)?.[1];
    return id !== undefined && name === nameOf(id) ? (read(id, value) ?? []) : [];
  });
}

/** Whether this browser has opened a session lately. */
export async function hasOpenedSession(): Promise<boolean> {
  return (await openedSessions()).length > 0;
}

/** Keeps a session whose link this browser has opened. Only for route handlers: a page cannot set cookies. */
export async function keepSession(id: string, token: string, window: SessionWindow): Promise<void> {
  const jar = await cookies();
  const [, keptToken, keptSecret] = VALUE.exec(jar.get(nameOf(id))?.value ?? "") ?? [];
  const secret = keptToken === token && keptSecret ? keptSecret : randomSecret();
  jar.set(nameOf(id), `${token}.${secret}.${window}`, { ...cookieAttributes(), maxAge: LIFETIME });
}

/**
 * Keeps the language that the partner asked for, of the session that this browser opened last. Only for route handlers.
 * @param language null when the partner asked for none
 */
export async function keepSessionLanguage(language: string | null): Promise<void> {
  const jar = await cookies();
  const name = sessionLanguageCookie();
  if (language !== null) jar.set(name, language, { ...cookieAttributes(), maxAge: LIFETIME });
  else if (jar.has(name)) jar.delete({ name, ...cookieAttributes() });
}

/** Deletes the cookies of sessions. Only for route handlers. */
export async function forgetSessions(ids: string[]): Promise<void> {
  const jar = await cookies();
  for (const id of ids) jar.delete({ name: nameOf(id), ...cookieAttributes() });
}

function read(id: string, value: string | undefined): OpenedSession | null {
  const [, token, secret, window] = VALUE.exec(value ?? "") ?? [];
  if (!z.uuid().safeParse(id).success || !token || !secret) return null;
  return {
    id,
    tokenHash: sha256(token),
    browserHash: sha256(`${token}.${secret}`),
    window: window === "popup" ? "popup" : "tab",
  };
}
