import "server-only";
import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/auth/cookies";
import { env } from "@/lib/env";

/** What a mailed link may be for. The link to connect again is the admin's to pass on, by mail or otherwise. */
export type LinkKind = "email" | "undo-email" | "invitation" | "reconnect";

/** How long an opened link is kept, in seconds: long enough to sign in by mail first. */
const LIFETIME = 60 * 60;

/** The form of `randomSecret()`. */
const TOKEN = /^[\w-]{43}$/;

const name = (kind: LinkKind) => cookieName(`${kind}-link`);

/** The address of a link that goes into a mail. */
export function mailedLink(kind: LinkKind, token: string): string {
  return `${env().APP_URL}/api/account/${kind}?${new URLSearchParams({ token })}`;
}

/**
 * Keeps an opened link in a cookie until its owner presses the button. A mail scanner that fetches the link uses
 * nothing up, and the token stands in no page and in no address after the first. A link that is out of form is none,
 * and takes the place of an earlier one all the same.
 */
export async function keepMailedLink(kind: LinkKind, query: URLSearchParams): Promise<void> {
  const token = query.get("token") ?? "";
  if (!TOKEN.test(token)) return forgetMailedLink(kind);
  (await cookies()).set(name(kind), token, { ...cookieAttributes(), maxAge: LIFETIME });
}

/** The token of the link that this browser has opened and not used yet, or null. */
export async function openedMailedLink(kind: LinkKind): Promise<string | null> {
  const token = (await cookies()).get(name(kind))?.value ?? "";
  return TOKEN.test(token) ? token : null;
}

/** Forgets the link: it was used. For actions: a page cannot set cookies. */
export async function forgetMailedLink(kind: LinkKind): Promise<void> {
  (await cookies()).delete({ name: name(kind), ...cookieAttributes() });
}
