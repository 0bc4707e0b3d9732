import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { makeEndpointSecret, sealEndpointSecret, unsealEndpointSecret } from "@/lib/events/endpoints/secret";
import { FORMER_SECRET_HOURS } from "@/lib/lifetimes";
import type { Admin, ApiKey } from "@/lib/principal";

/**
 * Gives an endpoint a new secret. For `FORMER_SECRET_HOURS` every delivery has the signatures of both, so that the
 * receiver can change at any time. A second rotation ends the first secret at once.
 * @param id a UUID
 * @param rotationId a new UUID. A second call with it gives the secret that the first one made, unless another rotation
 * came between
 * @returns the new secret, which nothing else shows; null when there is no such endpoint
 * @throws AppError `seal_key_missing` or `seal_broken`; any database error
 */
export async function rotateEndpointSecret(
  by: Admin | ApiKey<"events:write">,
  id: string,
  rotationId: string,
): Promise<string | null> {
  return db().$transaction(async (tx) => {
    const [endpoint] = await tx.$queryRaw<{ sealedSecret: string; rotationId: string | null }[]>`
      SELECT "sealedSecret", "rotationId" FROM "WebhookEndpoint" WHERE id = ${id}::uuid FOR UPDATE`;
    if (!endpoint) return null;
    if (endpoint.rotationId === rotationId) return unsealEndpointSecret(endpoint.sealedSecret, id);
    const secret = makeEndpointSecret();
    await tx.$executeRaw`
      UPDATE "WebhookEndpoint"
         SET "sealedFormerSecret" = "sealedSecret", "formerSecretUntil" = now() + make_interval(hours => ${FORMER_SECRET_HOURS}::int),
             "sealedSecret" = ${sealEndpointSecret(secret, id)}, "rotationId" = ${rotationId}::uuid
       WHERE id = ${id}::uuid`;
    const after = { endpointId: id };
    await recordAuditEvent(tx, { actor: actorOf(by), action: "webhook_endpoint.secret_rotated", after });
    return secret;
  });
}
