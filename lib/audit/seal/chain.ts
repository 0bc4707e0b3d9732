import "server-only";
import { createHash } from "node:crypto";
import { Prisma } from "@/prisma/generated/client";

/** The end of the chain of seals. `hash` is hexadecimal; without seals it is empty. */
export type Head = { position: bigint; hash: string };

export const START: Head = { position: 0n, hash: "" };

/**
 * SQL: all that an audit event `e` says, as a text that depends on no setting of the session. Changing it would break
 * every chain. A column that is added later belongs into a longer text for the events that have it.
 */
export const EVENT_TEXT = Prisma.sql`
  jsonb_build_array(e.id, (extract(epoch FROM e.at) * 1000)::bigint, e."actorType", e."actorId", e.action, e."merchantId",
                    e."receiptheroId", e.before, e.after)::text`;

/**
 * The hash that seals an event behind another.
 * @param before the hash of the seal before it, or an empty text for the first
 * @param text its `EVENT_TEXT`
 */
export function seal(before: string, text: string): string {
  return createHash("sha256").update(`${before}\n${text}`).digest("hex");
}
