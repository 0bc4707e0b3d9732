import "server-only";
import { isAuditAction } from "@/lib/audit/actions";
import { db } from "@/lib/db/client";
import type { Viewer } from "@/lib/principal";

/** How many events a connection's history shows. */
const LIMIT = 50;

/**
 * The actor of an event as the merchant's user sees it: the user, another member, a link of the partner, its staff, or not a user.
 */
export type HistoryActor = "you" | "member" | "link" | "partner" | "receipthero" | "system";

/** The events of one of the merchant's connections, newest first. */
export async function historyForMerchant(viewer: Viewer, receiptheroId: string) {
  const merchantId = viewer.merchant.id;
  const events = await db().auditEvent.findMany({
    where: { receiptheroId, merchantId },
    orderBy: { id: "desc" },
    take: LIMIT,
    select: { id: true, at: true, action: true, actorType: true, actorId: true },
  });
  const users = events.map(({ actorId }) => actorId).filter((id) => id !== null);
  const partners = await db().user.findMany({
    where: { id: { in: users }, role: "ADMIN", members: { none: { merchantId } } },
    select: { id: true },
  });

  const actorOf = (type: string, id: string | null): HistoryActor => {
    if (type === "API_KEY") return "partner";
    if (type === "CONNECT_SESSION") return "link";
    if (type !== "USER") return type === "RECEIPTHERO" ? "receipthero" : "system";
    if (id === viewer.id) return "you";
    return partners.some((partner) => partner.id === id) ? "partner" : "member";
  };
  return events.flatMap(({ id, at, action, actorType, actorId }) =>
    isAuditAction(action) ? [{ id: String(id), at, action, actor: actorOf(actorType, actorId) }] : [],
  );
}

export type HistoryEvent = Awaited<ReturnType<typeof historyForMerchant>>[number];
