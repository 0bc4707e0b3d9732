import "server-only";
import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/cookies";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";

/** How long a browser is remembered, in seconds: longer than any authorization at ReceiptHero takes. */
const LIFETIME = 24 * 60 * 60;

const name = () => cookieName("browser");

/** The hash that identifies this browser, or null when it does not have our cookie. */
export async function currentBrowser(): Promise<string | null> {
  const value = (await cookies()).get(name())?.value;
  return value ? sha256(value) : null;
}

/** As `currentBrowser`, but sets the cookie when it is missing. Only for actions: a page cannot set cookies. */
export async function rememberBrowser(): Promise<string> {
  const jar = await cookies();
  const value = jar.get(name())?.value ?? randomSecret();
  jar.set(name(), value, { ...cookieAttributes(), maxAge: LIFETIME });
  return sha256(value);
}
