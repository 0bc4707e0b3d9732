import "server-only";
import { db } from "@/lib/db/client";
import type { ActorType } from "@/prisma/generated/enums";

/** The actor of an event. A user has the email of the account, or null when the account was deleted. */
export type NamedActor =
  | { type: "USER"; id: string; email: string | null }
  | { type: "API_KEY"; id: string; name: string | null }
  | { type: "CONNECT_SESSION"; id: string }
  | { type: "RECEIPTHERO" | "SYSTEM" };

type Event = { actorType: ActorType; actorId: string | null };

/** Adds the users' emails and the keys' names to events, because the audit log contains only their ids. */
export async function resolveActors<Found extends Event>(
  events: Found[],
): Promise<(Omit<Found, "actorType" | "actorId"> & { actor: NamedActor })[]> {
  const ids = idsOf(events, "USER");
  const [users, keyNames] = await Promise.all([
    db().user.findMany({ where: { id: { in: ids } }, select: { id: true, email: true } }),
    keyNamesOf(events),
  ]);
  const emails = new Map(users.map(({ id, email }) => [id, email]));
  return events.map(({ actorType: type, actorId: id, ...event }) => {
    const actor: NamedActor =
      type === "USER" && id !== null
        ? { type, id, email: emails.get(id) ?? null }
        : type === "API_KEY" && id !== null
          ? { type, id, name: keyNames.get(id) ?? null }
          : type === "CONNECT_SESSION" && id !== null
            ? { type, id }
            : { type: type === "RECEIPTHERO" ? type : "SYSTEM" };
    return { ...event, actor };
  });
}

/** The names of the API keys that are actors of events, by id. */
export async function keyNamesOf(events: Event[]): Promise<Map<string, string>> {
  const ids = idsOf(events, "API_KEY");
  if (ids.length === 0) return new Map();
  const keys = await db().apiKey.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(keys.map(({ id, name }) => [id, name]));
}

function idsOf(events: Event[], type: ActorType): string[] {
  const ids = events.filter(({ actorType }) => actorType === type).map(({ actorId }) => actorId);
  return [...new Set(ids.filter((id) => id !== null))];
}
