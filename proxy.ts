import { randomUUID } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";
import { refusal } from "@/lib/http/proxy/refusal";
import { refuseApiBody } from "@/lib/http/proxy/refuse-api-body";
import { refuseForeign } from "@/lib/http/proxy/refuse-foreign";
import { refuseMarked } from "@/lib/http/proxy/refuse-marked";
import { refusePost } from "@/lib/http/proxy/refuse-post";
import { addSecurityHeaders, contentSecurityPolicy } from "@/lib/http/proxy/security-headers";
import { withoutTrailingSlash } from "@/lib/http/proxy/trailing-slash";
import { REQUESTED_PATH } from "@/lib/http/requested-path";

// Next clones a body for this function, and cuts off what is large. So it does not run for the webhook and for the
// paths with bodies of any size (isStreamPath), whose handlers do its work (lib/http/proxy/answer-stream.ts).
export const config = {
  matcher:
    "/((?!_next/static/|api/receipthero/webhook/?$|api/v1/imports$|admin/(?:brand|imports|invitations)/upload$).*)",
};

/**
 * Adds the security headers and a request id to every response, and the nonce for its scripts to every page. (Next adds
 * the nonce of the request's policy to the scripts that it renders.)
 */
export function proxy(request: NextRequest): Response {
  const policy = contentSecurityPolicy(request.nextUrl.pathname);
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
  addSecurityHeaders(response.headers, request.nextUrl.pathname, policy, requestId);
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

/** Whether a path is UTF-8 (RFC 3986, 2.1). Next answers any other path with a bare 500 if a segment is a parameter. */
function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
