import "server-only";
import { db } from "@/lib/db/client";
import type { ActorType } from "@/prisma/generated/enums";

/** The actor of an event. A user has the email of the account, or null when the account was deleted. */
export type NamedActor = { type: "USER"; id: string; email: string | null } | { type: "RECEIPTHERO" | "SYSTEM" };

/** Adds the users' emails to events, because the audit log contains only their ids. */
export async function resolveActors<Event extends { actorType: ActorType; actorId: string | null }>(
  events: Event[],
): Promise<(Omit<Event, "actorType" | "actorId"> & { actor: NamedActor })[]> {
  const ids = new Set(events.map(({ actorId }) => actorId).filter((id) => id !== null));
  const users = await db().user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, email: true } });
  const emails = new Map(users.map(({ id, email }) => [id, email]));
  return events.map(({ actorType, actorId, ...event }) => {
    const isUser = actorType === "USER" && actorId !== null;
    const actor: NamedActor = isUser
      ? { type: "USER", id: actorId, email: emails.get(actorId) ?? null }
      : { type: actorType === "RECEIPTHERO" ? "RECEIPTHERO" : "SYSTEM" };
    return { ...event, actor };
  });
}
