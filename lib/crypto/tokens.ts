import { createHash, randomBytes } from "node:crypto";

/** A new random secret: 256 bits, base64url, 43 characters. */
export function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 in hex: how a random secret of ours is kept, so that a copy of the database opens nothing. */
export function sha256(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
