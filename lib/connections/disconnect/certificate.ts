import "server-only";
import { z } from "zod";
import { resolveActors } from "@/lib/audit/resolve-actors";
import { db } from "@/lib/db/client";
import type { ApiKey, Staff } from "@/lib/principal";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import type { DisconnectedBy } from "@/prisma/generated/enums";

/** How many events a disconnect may have: it begins, is retried, and is completed. */
const LIMIT = 100;

/** The events that begin a grant. The events of the disconnect come after the last one. */
const BEGINNINGS = ["connection.connected", "connection.reconnected", "connection.imported", "connection.moved_in"];
const DISCONNECT_STEPS = ["connection.disconnecting", "connection.retried", "connection.disconnected"];

/** The fields of an event that this version reads. Older events have fewer. */
const recorded = z
  .object({
    answer: z.enum(["revoked", "gone", "dead", "unconfirmed"]).nullable().catch(null),
    place: z.literal("membership").nullable().catch(null),
  })
  .catch({ answer: null, place: null });

/**
 * The actor that disconnected a connection: its merchant here or in ReceiptHero's membership view, an admin, ReceiptHero, or the
 * system.
 */
export type DisconnectWay = "merchant" | "membership" | "admin" | "receipthero" | "system";

type Row = {
  receiptheroId: string;
  label: string;
  scopes: string[];
  connectedAt: Date;
  disconnectedAt: Date;
  disconnectedBy: DisconnectedBy | null;
  merchantId: string;
  merchantName: string;
  merchantDeletedAt: Date | null;
  now: Date;
};

/**
 * How a connection was disconnected, for its certificate. A certificate exists only for a disconnected connection whose row
 * holds no token now. The query itself checks both.
 * @returns null when there is no such connection. `askedBy` is null when no user here requested it, or the log has no
 * actor. `answer` is null when ReceiptHero was not asked, or the log has no answer. Events are oldest first.
 */
export async function getCertificate(_reader: Staff | ApiKey<"connections:read">, receiptheroId: string) {
  if (!receiptheroIdSchema.safeParse(receiptheroId).success) return null;
  const [row] = await db().$queryRaw<Row[]>`
    SELECT c."receiptheroId", c.label, c.scopes, c."connectedAt", c."disconnectedAt", c."disconnectedBy", m.id AS "merchantId",
           m.name AS "merchantName", m."deletedAt" AS "merchantDeletedAt", now() AS now
      FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE c."receiptheroId" = ${receiptheroId} AND c.status = 'DISCONNECTED' AND c."sealedToken" IS NULL`;
  if (!row) return null;

  const events = await disconnectOf(receiptheroId);
  const began = events.find(({ action }) => action === "connection.disconnecting");
  const finished = events.findLast(({ action }) => action === "connection.disconnected");
  const { merchantId, merchantName, merchantDeletedAt, disconnectedBy, now, ...connection } = row;
  return {
    issuedAt: now,
    connection,
    merchant: { id: merchantId, name: merchantDeletedAt ? null : merchantName, deletedAt: merchantDeletedAt },
    way: wayOf(disconnectedBy, began?.place ?? null),
    askedAt: began?.at ?? null,
    askedBy: began?.actor ?? null,
    answer: finished?.answer ?? null,
    /** The admin who marked the connection as disconnected although ReceiptHero never confirmed it. */
    markedAsDisconnectedBy: finished?.answer === "unconfirmed" ? finished.actor : null,
    tokenErasedAt: row.disconnectedAt,
    events: events.map(({ id, at, action, actor }) => ({ id, at, action, actor })),
  };
}

export type Certificate = NonNullable<Awaited<ReturnType<typeof getCertificate>>>;

/** The events since the last grant of the connection. */
async function disconnectOf(receiptheroId: string) {
  const newest = await db().auditEvent.findMany({
    where: { receiptheroId, action: { in: [...BEGINNINGS, ...DISCONNECT_STEPS] } },
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

function wayOf(disconnectedBy: DisconnectedBy | null, place: "membership" | null): DisconnectWay {
  if (disconnectedBy === "MERCHANT") return place ?? "merchant";
  if (disconnectedBy === "ADMIN") return "admin";
  return disconnectedBy === "RECEIPTHERO" ? "receipthero" : "system";
}
