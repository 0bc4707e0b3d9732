import "server-only";
import { isIP } from "node:net";
import { env } from "@/lib/env";

/** The site that passkeys belong to (Web Authentication Level 3, section 5.1.2). */
type RelyingParty = { id: string; origin: string };

/** This site as browsers see it, or null where they allow no passkeys: its host is an IP address. */
export function relyingParty(): RelyingParty | null {
  const { hostname, origin } = new URL(env().APP_URL);
  return isIP(hostname.replace(/^\[|\]$/g, "")) ? null : { id: hostname, origin };
}
