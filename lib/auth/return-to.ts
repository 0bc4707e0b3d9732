import { env } from "@/lib/env";

/**
 * The path that a visitor wanted before signing in, if it is one of ours; else the start.
 * @param wanted from a query string or a form, so anything at all
 * @returns a path that every browser takes for one of ours: parsing folds `/.//host` into `//host`, which is an address
 *   of another site, so what comes out is looked at and not what came in
 */
export function safeReturnTo(wanted: unknown): string {
  const base = env().APP_URL;
  if (typeof wanted !== "string" || !wanted.startsWith("/") || !URL.canParse(wanted, base)) return "/";
  const url = new URL(wanted, base);
  return url.origin === base && !url.pathname.startsWith("//") ? url.pathname + url.search : "/";
}
