import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { type Topic, topics } from "@/lib/user-mails/topics";

// A token is a user's ID (16 bytes), a topic (1 byte) and a signature (15 bytes), in base64url. It never expires: a user
// may unsubscribe with an email of any age. It reveals no more than the ID, and it can only unsubscribe.

const ID_BYTES = 16;
const SIGNED_BYTES = ID_BYTES + 1;
const TOKEN_BYTES = 32;

/** The token with which a user unsubscribes from a topic. It has the form of `randomSecret()`. */
export function unsubscribeToken(userId: string, topic: Topic): string {
  const signed = Buffer.concat([Buffer.from(userId.replaceAll("-", ""), "hex"), Buffer.of(topics.indexOf(topic))]);
  return Buffer.concat([signed, signatureOf(signed)]).toString("base64url");
}

/** The user and the topic of a token, or null when we did not make it. */
export function readUnsubscribeToken(token: string): { userId: string; topic: Topic } | null {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== TOKEN_BYTES) return null;
  const signed = bytes.subarray(0, SIGNED_BYTES);
  if (!timingSafeEqual(bytes.subarray(SIGNED_BYTES), signatureOf(signed))) return null;
  const topic = topics[bytes.readUInt8(ID_BYTES)];
  const userId = bytes
    .subarray(0, ID_BYTES)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  return topic ? { userId, topic } : null;
}

function signatureOf(signed: Buffer): Buffer {
  const mac = createHmac("sha256", env().AUTH_SECRET).update("unsubscribe:").update(signed).digest();
  return mac.subarray(0, TOKEN_BYTES - SIGNED_BYTES);
}
