import "server-only";
import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/cookies";
import { env } from "@/lib/env";

/** The purpose of a mailed link. An admin may also pass on the link to reconnect in another way than by email. */
export type LinkKind = "email" | "undo-email" | "invitation" | "reconnect" | "unsubscribe";

/** How long an opened link is kept, in seconds: long enough to sign in by email first. */
const LIFETIME = 60 * 60;

/** The form of `randomSecret()`. */
const TOKEN = /^[\w-]{43}$/;

const name = (kind: LinkKind) => cookieName(`${kind}-link`);

/** The URL of a link for an email. */
export function mailedLink(kind: LinkKind, token: string): string {
  return `${env().APP_URL}/api/account/${kind}?${new URLSearchParams({ token })}`;
}

/**
 * Keeps an opened link in a cookie until the user presses the button. So an email scanner that fetches the link does
 * not use it up, and the token appears in no page and in no later URL. A malformed link is not kept, but still clears
 * an earlier one.
 */
export async function keepMailedLink(kind: LinkKind, query: URLSearchParams): Promise<void> {
  const token = query.get("token") ?? "";
  if (!TOKEN.test(token)) return forgetMailedLink(kind);
  (await cookies()).set(name(kind), token, { ...cookieAttributes(), maxAge: LIFETIME });
}

/** The token of the link that this browser has opened but not used yet, or null. */
export async function openedMailedLink(kind: LinkKind): Promise<string | null> {
  const token = (await cookies()).get(name(kind))?.value ?? "";
  return TOKEN.test(token) ? token : null;
}

/** Deletes the link after its use. Only for actions: a page cannot set cookies. */
export async function forgetMailedLink(kind: LinkKind): Promise<void> {
  (await cookies()).delete({ name: name(kind), ...cookieAttributes() });
}
