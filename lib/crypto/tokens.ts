import { createHash, randomBytes } from "node:crypto";

/** A new random secret: 256 bits, base64url, 43 characters. */
export function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 in hex. The database stores our random secrets only in this form, so a copy of it grants no access. */
export function sha256(value: string | Uint8Array): string {
  return createHash("sha256").update(value).digest("hex");
}
