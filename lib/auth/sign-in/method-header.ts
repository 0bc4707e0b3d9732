import "server-only";
import type { SignInMethod } from "@/lib/auth/sessions/start";

/** The header that tells our Auth.js configuration whether the user opened the link, typed the code or used a passkey. */
const HEADER = "x-sign-in-method";

/** The ways that end in a link, emailed or not. */
const METHODS = ["link", "code", "passkey"] as const;
type EmailMethod = (typeof METHODS)[number];

/** The path to which the provider sends the browser back. */
export const OIDC_CALLBACK = "/api/auth/callback/oidc";

/** Copies headers and sets the method. A header of that name from the browser is replaced. */
export function nameMethod(headers: Headers, method: EmailMethod): Headers {
  const named = new Headers(headers);
  named.set(HEADER, method);
  return named;
}

/** How the visitor of an Auth.js request signs in. Only `completeSignIn` makes requests that sign in by email. */
export function methodOf(request: Request | undefined): SignInMethod {
  if (request && new URL(request.url).pathname === OIDC_CALLBACK) return "sso";
  const named = request?.headers.get(HEADER);
  return METHODS.find((method) => method === named) ?? "link";
}
