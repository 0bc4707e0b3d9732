import { hkdfSync } from "node:crypto";

/**
 * Derives the key with which Next encrypts data of server actions. The same secret always gives the same key, and the
 * key does not reveal the secret.
 * @param authSecret the setting `AUTH_SECRET`
 * @returns 32 bytes in Base64, the format that Next expects
 */
export function actionKey(authSecret: string): string {
  return Buffer.from(hkdfSync("sha256", authSecret, "", "arguments of server actions", 32)).toString("base64");
}
