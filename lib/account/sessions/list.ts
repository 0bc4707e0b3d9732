import "server-only";
import { describeBrowser } from "@/lib/auth/sessions/describe-browser";
import { isSessionGood } from "@/lib/auth/staff/session-rules";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/** How many sessions the page shows. */
const LIMIT = 50;

type SessionRow = { id: string; createdAt: Date; lastUsedAt: Date; userAgent: string | null };

/** The user's sessions: this one first, then the most recently used. */
export async function listSessions(user: User) {
  const rows = await db().$queryRaw<SessionRow[]>`
    SELECT s.id, s."createdAt", s."lastUsedAt", s."userAgent" FROM "Session" s JOIN "User" u ON u.id = s."userId"
     WHERE u.id = ${user.id}::uuid AND s.expires > now()
       AND ${isSessionGood()}
     ORDER BY s.id = ${user.sessionId}::uuid DESC, s."lastUsedAt" DESC LIMIT ${LIMIT}`;
  return rows.map(({ userAgent, ...session }) => ({
    ...session,
    ...describeBrowser(userAgent ?? ""),
    isThis: session.id === user.sessionId,
  }));
}
