import "server-only";
import { hkdfSync } from "node:crypto";
import { env } from "@/lib/env";

/**
 * Gives every server with the same `AUTH_SECRET` the same key for what Next encrypts into server actions. Without it
 * Next uses the key of the build, which is made from the source and no secret.
 */
export function shareActionKey(): void {
  const key = hkdfSync("sha256", env().AUTH_SECRET, "", "arguments of server actions", 32);
  // Next takes the key from here alone, at the first request.
  process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY = Buffer.from(key).toString("base64");
}
