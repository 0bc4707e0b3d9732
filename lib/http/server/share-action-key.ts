import "server-only";
import { env } from "@/lib/env";
import { actionKey } from "@/lib/http/server/action-key";

/**
 * Gives every server with the same `AUTH_SECRET` the same key for what Next encrypts into server actions. Without it
 * Next uses the key of the build, which is made from the source and no secret.
 */
export function shareActionKey(): void {
  // Next takes the key from here alone, at the first request.
  process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY = actionKey(env().AUTH_SECRET);
}
