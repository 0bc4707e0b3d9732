import "server-only";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";

/** How much of a user agent is stored, in characters. This is enough to tell browsers apart. */
const LONGEST_USER_AGENT = 300;

/**
 * Records that a session is in use, and its browser. It is one statement, which writes at most once in five minutes
 * however many requests come at once. Never throws: a failure must not break the page.
 * @param userAgent the request's header
 */
export async function noteSessionUse(sessionId: string, userAgent: string | null): Promise<void> {
  const kept = (userAgent ?? "").slice(0, LONGEST_USER_AGENT);
  await db().$executeRaw`
    UPDATE "Session" SET "lastUsedAt" = now(), "userAgent" = ${kept}
     WHERE id = ${sessionId}::uuid AND ("lastUsedAt" < now() - interval '5 minutes' OR "userAgent" IS NULL)`.catch(
    (error: unknown) => log.warn({ err: error }, "the use of a session could not be noted"),
  );
}
