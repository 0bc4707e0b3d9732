import "server-only";
import { db } from "@/lib/db/client";
import { PROOF_MINUTES } from "@/lib/lifetimes";
import type { User } from "@/lib/principal";

/** Whether this session has a proof from the last 15 minutes. A new sign-in by email is a proof. */
export async function hasProof({ sessionId }: User): Promise<boolean> {
  const proven = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM "Session" WHERE id = ${sessionId}::uuid AND "provenAt" > now() - make_interval(mins => ${PROOF_MINUTES}::int)`;
  return proven.length > 0;
}

/**
 * Records a proof for this session, and for no other session of the user.
 * @param at the time of the proof, in seconds since 1970; now when omitted
 */
export async function recordProof({ sessionId }: User, at: number | null = null): Promise<void> {
  await db().$executeRaw`
    UPDATE "Session" SET "provenAt" = greatest("provenAt", least(now(), coalesce(to_timestamp(${at}::float8), now())))
     WHERE id = ${sessionId}::uuid`;
}
