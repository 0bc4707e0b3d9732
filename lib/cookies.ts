import { env } from "@/lib/env";

/** Whether browsers reach the application over https, according to APP_URL. */
export function isHttps(): boolean {
  return env().APP_URL.startsWith("https:");
}

/**
 * The full name of one of our cookies. Under https it has the prefix `__Host-`: browsers then refuse the cookie from
 * another host, another path or plain http (RFC 6265bis section 4.1.3.2).
 */
export function cookieName(name: string): string {
  return isHttps() ? `__Host-${name}` : name;
}

/** The name of the cookie that holds the session's token. */
export function sessionCookieName(): string {
  return cookieName("session");
}

/**
 * The attributes of all our cookies. They are Lax, because consent and sign-in end in a top-level GET from another
 * site.
 */
export function cookieAttributes() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}
