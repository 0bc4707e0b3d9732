import "server-only";
import { z } from "zod";
import { resolveActors } from "@/lib/audit/resolve-actors";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import type { RemovedBy } from "@/prisma/generated/enums";

/** How many events a disconnect may have: it begins, is retried, and is completed. */
const LIMIT = 100;

/** The events that begin a grant. The events of the disconnect come after the last one. */
const BEGINNINGS = ["connection.connected", "connection.reconnected"];
const ENDING = ["connection.ending", "connection.retried", "connection.removed"];

/** The fields of an event that this version reads. Older events have fewer. */
const recorded = z
  .object({
    answer: z.enum(["revoked", "gone", "dead", "unconfirmed"]).nullable().catch(null),
    place: z.literal("membership").nullable().catch(null),
  })
  .catch({ answer: null, place: null });

/**
 * Who disconnected a connection: its merchant here or in ReceiptHero's membership view, an admin, ReceiptHero, or the
 * system.
 */
export type EndingWay = "merchant" | "membership" | "admin" | "receipthero" | "system";

type Row = {
  receiptheroId: string;
  label: string;
  scopes: string[];
  connectedAt: Date;
  removedAt: Date;
  removedBy: RemovedBy | null;
  merchantId: string;
  merchantName: string;
  merchantDeletedAt: Date | null;
  now: Date;
};

/**
 * How a connection was disconnected, for its certificate. A certificate exists only for a removed connection whose row
 * holds no token now. The query itself checks both.
 * @returns null when there is no such connection. `askedBy` is null when no user here requested it, or the log has no
 * actor. `answer` is null when ReceiptHero was not asked, or the log has no answer. Events are oldest first.
 */
export async function getCertificate(_staff: Staff, receiptheroId: string) {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return null;
  const [row] = await db().$queryRaw<Row[]>`
    SELECT c."receiptheroId", c.label, c.scopes, c."connectedAt", c."removedAt", c."removedBy", m.id AS "merchantId",
           m.name AS "merchantName", m."deletedAt" AS "merchantDeletedAt", now() AS now
      FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE c."receiptheroId" = ${receiptheroId} AND c.status = 'REMOVED' AND c."sealedToken" IS NULL`;
  if (!row) return null;

  const events = await endingOf(receiptheroId);
  const began = events.find(({ action }) => action === "connection.ending");
  const ended = events.findLast(({ action }) => action === "connection.removed");
  const { merchantId, merchantName, merchantDeletedAt, removedBy, now, ...connection } = row;
  return {
    issuedAt: now,
    connection,
    merchant: { id: merchantId, name: merchantDeletedAt ? null : merchantName, deletedAt: merchantDeletedAt },
    way: wayOf(removedBy, began?.place ?? null),
    askedAt: began?.at ?? null,
    askedBy: began?.actor ?? null,
    answer: ended?.answer ?? null,
    /** The admin who marked the connection as disconnected although ReceiptHero never confirmed it. */
    treatedAsEndedBy: ended?.answer === "unconfirmed" ? ended.actor : null,
    tokenErasedAt: row.removedAt,
    events: events.map(({ id, at, action, actor }) => ({ id, at, action, actor })),
  };
}

export type Certificate = NonNullable<Awaited<ReturnType<typeof getCertificate>>>;

/** The events since the last grant of the connection. */
async function endingOf(receiptheroId: string) {
  const newest = await db().auditEvent.findMany({
    where: { receiptheroId, action: { in: [...BEGINNINGS, ...ENDING] } },
    orderBy: { id: "desc" },
    take: LIMIT,
    select: { id: true, at: true, action: true, actorType: true, actorId: true, after: true },
  });
  const granted = newest.findIndex(({ action }) => BEGINNINGS.includes(action));
  const events = await resolveActors(granted === -1 ? newest : newest.slice(0, granted));
  return events.reverse().map(({ id, after, ...event }) => ({
    ...event,
    id: String(id),
    ...recorded.parse(after),
  }));
}

function wayOf(removedBy: RemovedBy | null, place: "membership" | null): EndingWay {
  if (removedBy === "MERCHANT") return place ?? "merchant";
  if (removedBy === "ADMIN") return "admin";
  return removedBy === "RECEIPTHERO" ? "receipthero" : "system";
}
