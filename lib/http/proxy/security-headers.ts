import { randomBytes } from "node:crypto";
import { env } from "@/lib/env";
import { isImagePath } from "@/lib/http/paths";

/**
 * Adds the headers that every response has.
 * @param path of the request
 * @param policy the response's Content-Security-Policy
 */
export function addSecurityHeaders(headers: Headers, path: string, policy: string, requestId: string): void {
  headers.set("Content-Security-Policy", policy);
  headers.set("X-Request-Id", requestId);
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("X-Frame-Options", "DENY");
  headers.set("Cross-Origin-Opener-Policy", isOfPopup(path) ? "unsafe-none" : "same-origin");
  headers.set("Cross-Origin-Resource-Policy", isForOtherSites(path) ? "cross-origin" : "same-origin");
  // Other sites never receive our URLs as the referrer, and no site receives a URL with a code. Pages cannot use
  // "no-referrer", because browsers would then send forms with "Origin: null".
  const hasSecretUrl = /^\/(api\/receipthero\/|connect\/?$)/.test(path);
  headers.set("Referrer-Policy", hasSecretUrl ? "no-referrer" : "same-origin");
  headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
  if (env().APP_URL.startsWith("https:")) {
    headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }
}

/**
 * Whether the partner's page may open the response in a popup, and hear from it. Browsers cut a popup off at the first
 * response that says otherwise, a redirect too. `/leaving` is on the way of a form that was sent before its script loaded, and
 * `/language` on the way of the switch in the popup.
 */
function isOfPopup(pathname: string): boolean {
  return /^\/(connect(\/|$)|language\/?$|leaving\/?$|api\/receipthero\/(callback|membership)\/?$)/.test(pathname);
}

/** Whether the partner's own pages load the response, or a mail client that runs in a browser. */
function isForOtherSites(pathname: string): boolean {
  return pathname === "/connect.js" || isImagePath(pathname);
}

/** An SVG is a document when somebody opens its address. It has no script (lib/brand/images/svg.ts), and none would run. */
const IMAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/**
 * CSP level 3. Browsers apply `form-action` to redirects as well, so none of our forms redirects to another site
 * (lib/auth/leave-site.ts).
 * @param path of the request
 * @returns a policy with a nonce of its own; for an image of the brand one that allows nothing
 */
export function contentSecurityPolicy(path: string): string {
  if (isImagePath(path)) return IMAGE_POLICY;
  const nonce = randomBytes(16).toString("base64");
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
