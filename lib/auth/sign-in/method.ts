import "server-only";
import type { SignInMethod } from "@/lib/auth/sessions/start";

/** The header that tells our Auth.js configuration which way of mail was used. */
const HEADER = "x-sign-in-method";

/** Where the provider sends the browser back to. */
export const OIDC_CALLBACK = "/api/auth/callback/oidc";

/** A copy of headers that names the method. A header of that name that the browser sent is gone. */
export function nameMethod(headers: Headers, method: "link" | "code"): Headers {
  const named = new Headers(headers);
  named.set(HEADER, method);
  return named;
}

/** How the visitor of a request to Auth.js signs in. Only `completeSignIn` makes requests that sign in by mail. */
export function methodOf(request: Request | undefined): SignInMethod {
  if (request && new URL(request.url).pathname === OIDC_CALLBACK) return "sso";
  return request?.headers.get(HEADER) === "code" ? "code" : "link";
}
