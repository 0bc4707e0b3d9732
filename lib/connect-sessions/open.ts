import "server-only";
import {
  forgetSessions,
  keepSession,
  keepSessionLanguage,
  openedSessions,
  type SessionWindow,
} from "@/lib/connect-sessions/cookie";
import { noteOpened } from "@/lib/connect-sessions/status";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";

/** How many sessions a browser keeps. More cookies would make its requests too large for some servers. */
const KEPT = 8;

/** The form of `randomSecret()`. */
const TOKEN = /^[\w-]{43}$/;

/**
 * Opens the link of a connect session: this browser may now see its page. A link that has expired or was used opens as
 * well, because the page says so and leads back to the partner.
 * @param token from the link
 * @returns the session's id, or null when there is no such link
 */
export async function openConnectSession(token: string, window: SessionWindow): Promise<string | null> {
  if (!TOKEN.test(token)) return null;
  const found = await db().connectSession.findUnique({
    where: { tokenHash: sha256(token) },
    select: { id: true, locale: true },
  });
  if (!found) return null;
  await noteOpened(found.id);
  await forgetSessions(await superfluous(found.id));
  await keepSession(found.id, token, window);
  await keepSessionLanguage(found.locale);
  return found.id;
}

/** The sessions that this browser need not keep beside this one: those that have ended, and the oldest of many. */
async function superfluous(id: string): Promise<string[]> {
  const ids = (await openedSessions()).map((opened) => opened.id).filter((other) => other !== id);
  if (ids.length < KEPT) return [];
  const open = await db().connectSession.findMany({
    where: { id: { in: ids }, status: { in: ["pending", "opened"] } },
    orderBy: { createdAt: "desc" },
    take: KEPT - 1,
    select: { id: true },
  });
  return ids.filter((other) => !open.some((kept) => kept.id === other));
}
