import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";

let keyHashes: Buffer[] | undefined;

/**
 * Whether a request may notify us: its `Authorization` is `Token` and one of RECEIPTHERO_WEBHOOK_KEYS. Hashes are
 * compared, with every key, so the response time reveals nothing about a key, not even its length.
 */
export function isWebhookAuthorized(authorization: string | null | undefined): boolean {
  const [, given] = /^Token +(\S+)$/i.exec(authorization ?? "") ?? [];
  const digest = sha256(given ?? "");
  keyHashes ??= env().RECEIPTHERO_WEBHOOK_KEYS.map(sha256);
  const matches = keyHashes.filter((hash) => timingSafeEqual(hash, digest));
  return given !== undefined && matches.length > 0;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
