import type { Route } from "next";
import { env } from "@/lib/env";
import { checkedRoute } from "@/lib/http/paths";

/**
 * The longest return path, in percent-encoded characters. Cookies carry it, browsers drop a cookie above 4 KB, and one
 * cookie encodes the path twice. The path of the reconnect form with the longest possible ID fits.
 */
const MAX_ENCODED_CHARS = 2_000;

/**
 * Validates a path and query of this application, of any length.
 * @param wanted from a query string or a form, so it is untrusted
 * @returns null for anything else. Parsing turns `/.//host` into `//host`, which is a URL of another site, so the
 * parsed result is checked and not the input
 */
export function ownPath(wanted: unknown): Route | null {
  const base = env().APP_URL;
  if (typeof wanted !== "string" || !wanted.startsWith("/") || !URL.canParse(wanted, base)) return null;
  const url = new URL(wanted, base);
  const path = url.pathname + url.search;
  return url.origin === base && !path.startsWith("//") ? checkedRoute(path) : null;
}

/**
 * The path that a visitor wanted before signing in, if it is valid and short enough; otherwise "/".
 * @param wanted from a query string or a form, so it is untrusted
 */
export function safeReturnTo(wanted: unknown): Route {
  const path = ownPath(wanted);
  // A truncated query could mean something else, so a path that is too long is dropped.
  return path !== null && encodeURIComponent(path).length <= MAX_ENCODED_CHARS ? path : "/";
}

/** The path of the sign-in page, which returns to a path of ours. */
export function signInPath(returnTo: unknown): Route {
  return `/sign-in?${new URLSearchParams({ returnTo: safeReturnTo(returnTo) })}`;
}

/**
 * The path of the page that asks a new user for the name of the business. It continues to a path of ours, by default to
 * the connections.
 */
export function welcomePath(returnTo: unknown): Route {
  const path = safeReturnTo(returnTo);
  return path === "/connections" ? "/welcome" : `/welcome?${new URLSearchParams({ returnTo: path })}`;
}
