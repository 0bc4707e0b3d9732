import "server-only";
import { db } from "@/lib/db/client";
import { PROOF_MINUTES } from "@/lib/lifetimes";
import type { User } from "@/lib/principal";

/** Whether this session has proved within the last 15 minutes who uses it. A new sign-in is such a proof. */
export async function hasProof({ sessionId }: User): Promise<boolean> {
  const proven = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM "Session" WHERE id = ${sessionId}::uuid AND "provenAt" > now() - make_interval(mins => ${PROOF_MINUTES}::int)`;
  return proven.length > 0;
}

/**
 * Records that this session, and no other one of the user, has proved who uses it.
 * @param at when, in seconds since 1970; left out, now
 */
export async function recordProof({ sessionId }: User, at: number | null = null): Promise<void> {
  await db().$executeRaw`
    UPDATE "Session" SET "provenAt" = greatest("provenAt", least(now(), coalesce(to_timestamp(${at}::float8), now())))
     WHERE id = ${sessionId}::uuid`;
}
