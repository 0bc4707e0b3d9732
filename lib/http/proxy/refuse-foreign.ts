import type { NextRequest } from "next/server";
import { env } from "@/lib/env";
import { isLoopback } from "../loopback.ts";
import { refusal } from "./refusal.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a request by its origin. `APP_URL` alone defines our own origin, because a proxy may replace or drop the Host
 * header. Handlers under /api/ accept no form of a page, and check the caller themselves.
 * @returns the refusal, or null if the request may continue
 */
export function refuseForeign(request: NextRequest): Response | null {
  const { method, headers, nextUrl } = request;
  const { APP_URL } = env();
  if (isForeignHost(headers.get("Host"), APP_URL)) return refusal(request, "other_host", APP_URL);
  const mayChange = !SAFE_METHODS.has(method) && !nextUrl.pathname.startsWith("/api/");
  return mayChange && isFromAnotherSite(headers, APP_URL) ? refusal(request, "other_site", APP_URL) : null;
}

/**
 * Prevents DNS rebinding: a web page can point its own host name at this machine and read a server that listens only on
 * the loopback. Elsewhere the Host header is ignored.
 */
function isForeignHost(host: string | null, appUrl: string): boolean {
  if (host === null || !isLoopback(new URL(appUrl).hostname)) return false;
  const url = URL.parse(`http://${host}`);
  return url === null || !isLoopback(url.hostname);
}

/**
 * Every current browser sends `Origin` with a POST. If something on the way removed it, `Sec-Fetch-Site` gives the same
 * answer. A request with neither comes from a program, which does not have another user's cookies.
 */
function isFromAnotherSite(headers: Headers, appUrl: string): boolean {
  const origin = headers.get("Origin");
  if (origin !== null) return origin !== appUrl;
  const site = headers.get("Sec-Fetch-Site");
  return site !== null && site !== "same-origin" && site !== "none";
}
