import "server-only";
import { cache } from "react";
import { listMemberships } from "@/lib/auth/members/memberships";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";
import type { Reader } from "@/lib/principal";

/**
 * Notes that a user has opened a page of a merchant, which then is the one that was used last. It is written when another
 * merchant was used since, and otherwise once an hour. Next does not render a page that it prefetches, so prefetching
 * notes nothing. The page is shown even if this fails.
 */
export const noteMerchantUse = cache(async (reader: Reader): Promise<void> => {
  try {
    const [last] = await listMemberships(reader.id);
    if (last?.id !== reader.merchant.id || !last.isNoted) await note(reader);
  } catch (error) {
    log.warn({ err: error }, "the use of a merchant could not be noted");
  }
});

async function note({ id, merchant }: Reader): Promise<void> {
  await db().$executeRaw`
    UPDATE "Member" b SET "lastUsedAt" = now()
     WHERE "userId" = ${id}::uuid AND "merchantId" = ${merchant.id}::uuid
       AND ("lastUsedAt" IS NULL OR "lastUsedAt" < now() - interval '1 hour' OR EXISTS
             (SELECT FROM "Member" o WHERE o."userId" = b."userId" AND o."lastUsedAt" > b."lastUsedAt"))`;
}
