import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/**
 * Replaces a connection's metadata with the values from ReceiptHero. It is all SQL, because Prisma drops a key named
 * `__proto__` from a JSON value (docs/decisions/0005-metadata-in-sql.md).
 * @param seen the fingerprint of the metadata that the admin saw (get-for-staff.ts)
 * @returns false when ReceiptHero's values have changed since, or equal ours; then nothing was changed
 */
export async function acceptMetadata(admin: Admin, receiptheroId: string, seen: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [accepted] = await tx.$queryRaw<{ merchantId: string }[]>`
      UPDATE "Connection" SET "partnerMetadata" = "reportedMetadata", "reportedMetadata" = NULL, "reportedAt" = NULL
       WHERE "receiptheroId" = ${receiptheroId}
         AND encode(sha256(convert_to("reportedMetadata"::text, 'UTF8')), 'hex') = ${seen}
      RETURNING "merchantId"`;
    if (!accepted) return false;
    await recordAuditEvent(tx, {
      actor: actorOf(admin),
      action: "connection.metadata_accepted",
      merchantId: accepted.merchantId,
      receiptheroId,
    });
    return true;
  });
}
