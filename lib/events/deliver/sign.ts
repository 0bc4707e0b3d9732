import "server-only";
import { createHmac, type KeyObject } from "node:crypto";

/** A message in the form of Standard Webhooks 1.0.0. */
export type Message = { id: string; sentAt: Date; body: string };

/**
 * The headers of a delivery, Standard Webhooks 1.0.0, section "Webhook Headers".
 * @param keys one signature each: during a rotation the new and the former key sign
 */
export function signedHeaders({ id, sentAt, body }: Message, keys: KeyObject[]): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const sign = (key: KeyObject) => createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": keys.map((key) => `v1,${sign(key)}`).join(" "),
  };
}
