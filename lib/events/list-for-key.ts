import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, BIGINT, type Cursor, cursorOf, encodeCursor, type Keyset } from "@/lib/db/keyset";
import { publishEvents } from "@/lib/events/publish";
import type { ApiKey } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** The order in which events are told. */
export const PUBLISHED_ORDER = [{ name: "position", ...BIGINT }] as const satisfies Keyset;

export type KeyEvent = { publicId: string; type: string; at: Date; data: unknown; position: bigint };

/**
 * A page of the events that still have their data, oldest first.
 * @param types only these; empty for all
 * @param after the last event that the caller has seen, or null for the oldest
 * @returns `next` is the cursor for later events. It is null only while there are none at all.
 */
export async function listEventsForKey(
  _key: ApiKey<"events:read">,
  types: string[],
  after: Cursor | null,
  size: number,
): Promise<{ rows: KeyEvent[]; next: string | null }> {
  // The worker publishes every second. A caller who asks right after a change should not have to wait for it.
  await publishEvents();
  const ofType = types.length > 0 ? Prisma.sql`type = ANY(${types})` : Prisma.sql`TRUE`;
  const rows = await db().$queryRaw<KeyEvent[]>`
    SELECT "publicId", type, at, data, position FROM "Event"
     WHERE position IS NOT NULL AND data IS NOT NULL AND ${ofType} AND ${afterCursor(PUBLISHED_ORDER, after)}
     ORDER BY position LIMIT ${size}`;
  const last = rows.at(-1);
  const next = last ? cursorOf(PUBLISHED_ORDER, last) : after;
  return { rows, next: next && encodeCursor(next) };
}
