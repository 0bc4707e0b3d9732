import "server-only";
import type { Route } from "next";
import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/auth/cookies";
import { safeReturnTo } from "@/lib/auth/return-to";

/** How long the path is remembered, in seconds: as long as a sign-in may take. */
const LIFETIME = 60 * 60;

const name = () => cookieName("wanted-path");

/**
 * Remembers the path to open after signing in, in case the visitor has to ask for a second email. It is base64url,
 * because Next decodes a cookie twice when it renders the page that an action redirects to.
 */
export async function noteWantedPath(path: string): Promise<void> {
  (await cookies()).set(name(), Buffer.from(path).toString("base64url"), { ...cookieAttributes(), maxAge: LIFETIME });
}

/** The path that this browser wanted when it last asked to sign in; "/" if it did not ask. */
export async function wantedPath(): Promise<Route> {
  return safeReturnTo(Buffer.from((await cookies()).get(name())?.value ?? "", "base64url").toString());
}
