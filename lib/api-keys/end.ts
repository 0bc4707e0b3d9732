import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/**
 * Ends an API key: from now on it is refused. Ending an ended key changes nothing.
 * @param id a UUID
 * @returns whether there is such a key
 */
export async function endApiKey(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const ended = await tx.$executeRaw`
      UPDATE "ApiKey" SET "endedAt" = now() WHERE id = ${id}::uuid AND "endedAt" IS NULL`;
    if (ended === 0) return (await tx.apiKey.count({ where: { id } })) > 0;
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "api_key.ended", after: { apiKeyId: id } });
    return true;
  });
}
