import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { makeEndpointSecret, sealEndpointSecret } from "@/lib/events/endpoints/secret";
import { LAST_POSITION } from "@/lib/events/publish";
import type { Admin, ApiKey } from "@/lib/principal";

/** An endpoint as an admin or a system of the partner describes it. The URL has passed `problemOfEndpointUrl`. */
export type EndpointForm = { url: string; description: string; types: string[] };

/**
 * Creates an endpoint. It gets the events that are published from now on.
 * @param id a new UUID. A second call with it gives the endpoint a new secret, which the first one never got
 * @returns the secret, which nothing can show again
 */
export async function createEndpoint(
  by: Admin | ApiKey<"events:write">,
  id: string,
  { url, description, types }: EndpointForm,
): Promise<string> {
  const secret = makeEndpointSecret();
  const sealedSecret = sealEndpointSecret(secret, id);
  await db().$transaction(async (tx) => {
    const created = await tx.$queryRaw<{ isNew: boolean }[]>`
      INSERT INTO "WebhookEndpoint" (id, url, description, types, "sealedSecret", position)
      VALUES (${id}::uuid, ${url}, ${description}, ${types}, ${sealedSecret}, ${LAST_POSITION})
      ON CONFLICT (id) DO UPDATE SET "sealedSecret" = excluded."sealedSecret" RETURNING xmax = 0 AS "isNew"`;
    if (!created[0]?.isNew) return;
    // Only the host: a path may hold a secret, and the audit log cannot be changed.
    const after = { endpointId: id, host: new URL(url).host, types };
    await recordAuditEvent(tx, { actor: actorOf(by), action: "webhook_endpoint.created", after });
  });
  return secret;
}
