import "server-only";
import { env } from "@/lib/env";
import { actionKey } from "@/lib/http/server/action-key";

/**
 * Gives all servers with the same `AUTH_SECRET` the same key for the encrypted data of server actions. Otherwise Next
 * uses a key from the build, which is derived from the source and is not secret.
 */
export function shareActionKey(): void {
  // Next reads the key only from here, at the first request.
  process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY = actionKey(env().AUTH_SECRET);
}
