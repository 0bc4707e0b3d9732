import "server-only";
import type { Route } from "next";
import { cookies } from "next/headers";
import { safeReturnTo } from "@/lib/auth/return-to";
import { cookieAttributes, cookieName } from "@/lib/cookies";

/** How long the path is remembered, in seconds: as long as a sign-in may take. */
const LIFETIME = 60 * 60;

const name = () => cookieName("wanted-path");

/**
 * Remembers the path to open after signing in, so that it survives a second request for a sign-in email. It is
 * base64url, because Next decodes a cookie twice when it renders the page that an action redirects to.
 */
export async function noteWantedPath(path: string): Promise<void> {
  (await cookies()).set(name(), Buffer.from(path).toString("base64url"), { ...cookieAttributes(), maxAge: LIFETIME });
}

/** The path to open after this browser's last sign-in request; "/" if there was none. */
export async function wantedPath(): Promise<Route> {
  return safeReturnTo(Buffer.from((await cookies()).get(name())?.value ?? "", "base64url").toString());
}
