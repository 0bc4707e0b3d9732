import type { Context, MiddlewareHandler } from "hono";
import { isLoopbackHost } from "../http/loopback.ts";

const BASE_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const PAGE_POLICY = `${BASE_POLICY}; style-src 'self'; img-src data:`;

/** Headers of every page: no script, no framing, no referrer, no cache. */
export const pageSecurity: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  if (!headers.has("Content-Security-Policy")) {
    headers.set("Content-Security-Policy", `${PAGE_POLICY}; form-action 'self'`);
  }
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("Cache-Control", "no-store");
};

/** Keeps web pages away from the mailbox, whose emails sign users in: their own name may point at this machine. */
export const refuseForeignHost: MiddlewareHandler = async (c, next) => {
  if (isLoopbackHost(c.req.header("Host"))) return next();
  return c.text("Open the sandbox at 127.0.0.1 or localhost.", 421);
};

/** Lets the forms of this page end at the partner: browsers hold form-action against redirects too. */
export function allowRedirectsTo(c: Context, redirectUri: string): void {
  c.header("Content-Security-Policy", `${PAGE_POLICY}; form-action 'self' ${new URL(redirectUri).origin}`);
}

/** Lets a mail's HTML part, which lives in a frame under this page's policy, keep its inline styles. */
export function allowMailStyles(c: Context): void {
  c.header(
    "Content-Security-Policy",
    `${BASE_POLICY}; style-src 'self' 'unsafe-inline'; img-src data:; form-action 'none'`,
  );
}

/** True unless the browser says that another site made this request. */
export function isOwnRequest(c: Context): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  return site === undefined || site === "same-origin" || site === "none";
}
