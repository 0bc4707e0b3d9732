import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits as Base64url: codes, page ids, CSRF tokens. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** True when the two strings are equal; the time taken tells nothing about where they differ. */
export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());
}
