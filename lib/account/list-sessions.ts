import "server-only";
import { describeBrowser } from "@/lib/auth/describe-browser";
import type { User } from "@/lib/auth/session";
import { db } from "@/lib/db";

/** As many sessions as the page shows. */
const LIMIT = 50;

type SessionRow = { id: string; createdAt: Date; lastUsedAt: Date; userAgent: string | null };

/** Where the user is signed in, this session first, then the ones used last. */
export async function listSessions(user: User) {
  const rows = await db().$queryRaw<SessionRow[]>`
    SELECT id, "createdAt", "lastUsedAt", "userAgent" FROM "Session"
     WHERE "userId" = ${user.id}::uuid AND expires > now()
     ORDER BY id = ${user.sessionId}::uuid DESC, "lastUsedAt" DESC LIMIT ${LIMIT}`;
  return rows.map(({ userAgent, ...session }) => ({
    ...session,
    ...describeBrowser(userAgent ?? ""),
    isThis: session.id === user.sessionId,
  }));
}
