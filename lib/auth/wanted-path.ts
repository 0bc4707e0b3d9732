import "server-only";
import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/auth/cookies";
import { safeReturnTo } from "@/lib/auth/return-to";

/** How long it is known where a browser wants to go, in seconds: as long as someone tries to sign in. */
const LIFETIME = 60 * 60;

const name = () => cookieName("wanted-path");

/**
 * Notes where this browser wants to go after signing in, for the case that it has to ask a second time. As base64url,
 * because Next decodes a cookie once more while it renders the page that an action redirects to.
 */
export async function noteWantedPath(path: string): Promise<void> {
  (await cookies()).set(name(), Buffer.from(path).toString("base64url"), { ...cookieAttributes(), maxAge: LIFETIME });
}

/** Where this browser wanted to go when it last asked to sign in; the start if it did not ask. */
export async function wantedPath(): Promise<string> {
  return safeReturnTo(Buffer.from((await cookies()).get(name())?.value ?? "", "base64url").toString());
}
