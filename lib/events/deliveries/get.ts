import "server-only";
import { db } from "@/lib/db/client";
import { eventBody } from "@/lib/events/deliver/message";
import type { Staff } from "@/lib/principal";
import type { EventDeliveryState } from "@/prisma/generated/enums";

/** One attempt, with the beginning of the answer while it is kept. */
export type DeliveryAttempt = {
  number: number;
  startedAt: Date;
  milliseconds: number;
  status: number | null;
  problem: string | null;
  body: string | null;
};

/** A delivery with its request and all its attempts, oldest first. `body` is null once the event's data was erased. */
export type Delivery = {
  id: bigint;
  createdAt: Date;
  eventId: string;
  type: string;
  state: EventDeliveryState;
  nextAttemptAt: Date;
  finishedAt: Date | null;
  receiptheroId: string | null;
  endpointId: string;
  url: string;
  isOff: boolean;
  body: string | null;
  history: DeliveryAttempt[];
};

/** One delivery, or null. */
export async function getDelivery(_staff: Staff, id: bigint): Promise<Delivery | null> {
  const [row] = await db().$queryRaw<(Omit<Delivery, "body" | "history"> & { at: Date; data: string | null })[]>`
    SELECT d.id, d."createdAt", e."publicId" AS "eventId", e.type, e.at, e.data::text AS data, e."receiptheroId", d.state,
           d."nextAttemptAt", d."finishedAt", d."endpointId", w.url,
           w."disabledAt" IS NOT NULL AS "isOff"
      FROM "EventDelivery" d JOIN "Event" e ON e.id = d."eventId" JOIN "WebhookEndpoint" w ON w.id = d."endpointId"
     WHERE d.id = ${id}`;
  if (!row) return null;
  const { at, data, ...delivery } = row;
  const history = await db().eventAttempt.findMany({
    where: { deliveryId: id },
    orderBy: { number: "asc" },
    omit: { deliveryId: true },
  });
  return { ...delivery, body: data === null ? null : eventBody({ type: row.type, at, data }), history };
}
