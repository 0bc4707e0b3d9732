import type { NextRequest } from "next/server";
import { env } from "@/lib/env";
import { isLoopback } from "../loopback.ts";
import { refusal } from "./refusal.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a request for where it came from. `APP_URL` is the only truth about our own address: a proxy may replace or
 * drop the Host header. Handlers under /api/ take no form of a page, and decide for themselves whom they answer.
 * @returns the answer, or null for a request that may go on
 */
export function refuseForeign({ method, headers, nextUrl }: NextRequest): Response | null {
  const { APP_URL } = env();
  if (isForeignHost(headers.get("Host"), APP_URL)) return refusal(headers, 421, "other_host", APP_URL);
  const mayChange = !SAFE_METHODS.has(method) && !nextUrl.pathname.startsWith("/api/");
  return mayChange && isFromAnotherSite(headers, APP_URL) ? refusal(headers, 403, "other_site", APP_URL) : null;
}

/**
 * DNS rebinding: a web page may have its own name point at this machine, and then read what a server for this machine
 * alone says. Elsewhere the Host header is ignored.
 */
function isForeignHost(host: string | null, appUrl: string): boolean {
  if (host === null || !isLoopback(new URL(appUrl).hostname)) return false;
  const url = URL.parse(`http://${host}`);
  return url === null || !isLoopback(url.hostname);
}

/**
 * Every browser of today sends `Origin` with a POST. Where something on the way has removed it, `Sec-Fetch-Site` says the
 * same. A request with neither comes from a program, which has no one else's cookies.
 */
function isFromAnotherSite(headers: Headers, appUrl: string): boolean {
  const origin = headers.get("Origin");
  if (origin !== null) return origin !== appUrl;
  const site = headers.get("Sec-Fetch-Site");
  return site !== null && site !== "same-origin" && site !== "none";
}
