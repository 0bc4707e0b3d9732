import { env } from "@/lib/env";

/**
 * The path that a visitor wanted before signing in, if it is one of ours; else the start.
 * @param wanted from a query string or a form, so anything at all
 */
export function safeReturnTo(wanted: unknown): string {
  const base = env().APP_URL;
  if (typeof wanted !== "string" || !wanted.startsWith("/") || !URL.canParse(wanted, base)) return "/";
  const url = new URL(wanted, base);
  return url.origin === new URL(base).origin ? url.pathname + url.search : "/";
}
