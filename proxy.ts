import { randomBytes, randomUUID } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";
import { refusal } from "@/lib/http/proxy/refusal";
import { refuseApiBody } from "@/lib/http/proxy/refuse-api-body";
import { refuseForeign } from "@/lib/http/proxy/refuse-foreign";
import { refuseMarked } from "@/lib/http/proxy/refuse-marked";
import { refusePost } from "@/lib/http/proxy/refuse-post";
import { withoutTrailingSlash } from "@/lib/http/proxy/trailing-slash";
import { REQUESTED_PATH } from "@/lib/http/requested-path";

export const config = { matcher: "/((?!_next/static/|api/receipthero/webhook/?$).*)" };

/**
 * Adds the security headers and a request id to every response, and the nonce for its scripts to every page. (Next adds
 * the nonce of the request's policy to the scripts that it renders.)
 */
export function proxy(request: NextRequest): Response {
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"));
  const requestId = randomUUID();

  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  headers.set("X-Request-Id", requestId);
  // Next also compares a form's Origin with this header. A proxy on the way may have set it to anything.
  headers.set("X-Forwarded-Host", new URL(env().APP_URL).host);
  headers.set(REQUESTED_PATH, request.nextUrl.pathname + request.nextUrl.search);

  const response =
    refuseForeign(request) ??
    refuseMarked(request) ??
    refusePost(request) ??
    refuseApiBody(request) ??
    respond(request, headers);
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("X-Request-Id", requestId);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Cross-Origin-Opener-Policy", isOfPopup(request) ? "unsafe-none" : "same-origin");
  response.headers.set("Cross-Origin-Resource-Policy", isForOtherSites(request) ? "cross-origin" : "same-origin");
  // Other sites never receive our URLs as the referrer, and no site receives a URL with a code. Pages cannot use
  // "no-referrer", because browsers would then send forms with "Origin: null".
  const isReturn = request.nextUrl.pathname.startsWith("/api/receipthero/");
  response.headers.set("Referrer-Policy", isReturn ? "no-referrer" : "same-origin");
  response.headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
  if (env().APP_URL.startsWith("https:")) {
    response.headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }
  return response;
}

function respond(request: NextRequest, headers: Headers): Response {
  const { pathname, search } = request.nextUrl;
  // A rewrite to a page would fail: with HOST set, Next treats our own URL as another server's and calls that server.
  if (!isReadable(pathname)) return refusal(request, "unreadable_address");
  const location = withoutTrailingSlash(pathname, search, env().APP_URL);
  // 308 keeps the method and the body.
  return location ? NextResponse.redirect(location, 308) : NextResponse.next({ request: { headers } });
}

/** Whether the partner's page may open the response in a popup, and hear from it. */
function isOfPopup({ nextUrl: { pathname } }: NextRequest): boolean {
  return /^\/connect(\/|$)/.test(pathname) || /^\/api\/receipthero\/(callback|membership)$/.test(pathname);
}

/** Whether the partner's own pages load the response. */
function isForOtherSites({ nextUrl: { pathname } }: NextRequest): boolean {
  return pathname === "/connect.js";
}

/** Whether a path is UTF-8 (RFC 3986, 2.1). Next answers any other path with a bare 500 if a segment is a parameter. */
function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * CSP level 3. Browsers apply `form-action` to redirects as well, so none of our forms redirects to another site
 * (lib/auth/leave-site.ts).
 */
function contentSecurityPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join("; ");
}
