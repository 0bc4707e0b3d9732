import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { makeEndpointSecret, sealEndpointSecret } from "@/lib/events/endpoints/secret";
import { FORMER_SECRET_HOURS } from "@/lib/lifetimes";
import type { Admin, ApiKey } from "@/lib/principal";

/**
 * Gives an endpoint a new secret. For `FORMER_SECRET_HOURS` every delivery has the signatures of both, so that the
 * receiver can change at any time. A second rotation ends the first secret at once.
 * @param id a UUID
 * @returns the new secret, which nothing can show again; null when there is no such endpoint
 */
export async function rotateEndpointSecret(by: Admin | ApiKey<"events:write">, id: string): Promise<string | null> {
  const secret = makeEndpointSecret();
  return db().$transaction(async (tx) => {
    const rotated = await tx.$executeRaw`
      UPDATE "WebhookEndpoint"
         SET "sealedFormerSecret" = "sealedSecret", "formerSecretUntil" = now() + make_interval(hours => ${FORMER_SECRET_HOURS}::int),
             "sealedSecret" = ${sealEndpointSecret(secret, id)}
       WHERE id = ${id}::uuid`;
    if (rotated === 0) return null;
    await recordAuditEvent(tx, {
      actor: actorOf(by),
      action: "webhook_endpoint.secret_rotated",
      after: { endpointId: id },
    });
    return secret;
  });
}
