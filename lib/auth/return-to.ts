import { env } from "@/lib/env";

/**
 * The longest way back, in characters once it is percent-encoded. It travels in cookies, which browsers drop beyond
 * 4 KB, and one of them encodes it twice. The form that reconnects a connection with the longest possible id fits.
 */
const MAX_ENCODED_CHARS = 2_000;

/**
 * A path and query of ours, of any length.
 * @param wanted from a query string or a form, so anything at all
 * @returns null for anything else. Every browser takes the path for one of ours: parsing folds `/.//host` into `//host`,
 *   which is an address of another site, so the check is made on the result and not on what came in
 */
export function ownPath(wanted: unknown): string | null {
  const base = env().APP_URL;
  if (typeof wanted !== "string" || !wanted.startsWith("/") || !URL.canParse(wanted, base)) return null;
  const url = new URL(wanted, base);
  const path = url.pathname + url.search;
  return url.origin === base && !path.startsWith("//") ? path : null;
}

/**
 * The path that a visitor wanted before signing in, if it is one of ours and can travel; else the start.
 * @param wanted from a query string or a form, so anything at all
 */
export function safeReturnTo(wanted: unknown): string {
  const path = ownPath(wanted);
  // Part of a query could mean something else than the whole: a way back that is too long is left out.
  return path !== null && encodeURIComponent(path).length <= MAX_ENCODED_CHARS ? path : "/";
}

/** The sign-in page, leading on to a path of ours. */
export function signInPath(returnTo: unknown): string {
  return `/sign-in?${new URLSearchParams({ returnTo: safeReturnTo(returnTo) })}`;
}

/** The page that asks a new user for the name of the business. It leads on to a path of ours, else to the connections. */
export function welcomePath(returnTo: unknown): string {
  const path = safeReturnTo(returnTo);
  return path === "/connections" ? "/welcome" : `/welcome?${new URLSearchParams({ returnTo: path })}`;
}
