import "server-only";
import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/auth/cookies";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";

/** How long a browser is remembered, in seconds: longer than any journey to ReceiptHero and back. */
const LIFETIME = 24 * 60 * 60;

const name = () => cookieName("browser");

/** The hash that names this browser, or null when it has no cookie of ours. */
export async function currentBrowser(): Promise<string | null> {
  const value = (await cookies()).get(name())?.value;
  return value ? sha256(value) : null;
}

/** As `currentBrowser`, giving the browser its cookie when it has none. For actions: a page cannot set cookies. */
export async function rememberBrowser(): Promise<string> {
  const jar = await cookies();
  const value = jar.get(name())?.value ?? randomSecret();
  jar.set(name(), value, { ...cookieAttributes(), maxAge: LIFETIME });
  return sha256(value);
}
