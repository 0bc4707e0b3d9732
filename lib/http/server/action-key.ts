import { hkdfSync } from "node:crypto";

/**
 * Derives the key for what Next encrypts into server actions. The same secret always gives the same key, and the secret
 * does not follow from the key.
 * @param authSecret the setting `AUTH_SECRET`
 * @returns 32 bytes in Base64, as Next takes them
 */
export function actionKey(authSecret: string): string {
  return Buffer.from(hkdfSync("sha256", authSecret, "", "arguments of server actions", 32)).toString("base64");
}
