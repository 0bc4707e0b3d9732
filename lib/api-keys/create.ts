import "server-only";
import type { ApiKeyForm } from "@/lib/api-keys/form";
import { makeKey } from "@/lib/api-keys/secret";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/**
 * Creates an API key.
 * @returns the key, which nothing can show again: only its hash is stored
 */
export async function createApiKey(admin: Admin, { name, permissions, days }: ApiKeyForm): Promise<string> {
  const key = makeKey();
  await db().$transaction(async (tx) => {
    const [made] = await tx.$queryRaw<[{ id: string }]>`
      INSERT INTO "ApiKey" (name, permissions, hash, "createdById", "expiresAt")
      VALUES (${name}, ${permissions}, ${sha256(key)}, ${admin.id}::uuid, now() + make_interval(days => ${days ?? null}::int))
      RETURNING id`;
    const after = { apiKeyId: made.id, permissions };
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "api_key.created", after });
  });
  return key;
}
