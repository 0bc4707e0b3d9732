import { z } from "@hono/zod-openapi";
import { iso } from "@/lib/api/bodies/connection";
import { time } from "@/lib/api/fields";
import type { Endpoint } from "@/lib/events/endpoints/list";

export const webhookEndpointSchema = z
  .object({
    id: z.uuid(),
    url: z.string(),
    description: z.string(),
    types: z.array(z.string()).describe("The types that it gets; empty for all."),
    enabled: z.boolean(),
    disabled_reason: z
      .enum(["switched_off", "gone", "failing"])
      .nullable()
      .describe("`gone`: it responded with 410. `failing`: every delivery failed for five days."),
    created_at: time,
    disabled_at: time.nullable(),
    failing_since: time.nullable().describe("Since when every delivery has failed."),
    succeeded_at: time.nullable().describe("When a delivery last succeeded, to within a minute."),
    former_secret_until: time.nullable().describe("Until then the former secret signs as well."),
    waiting: z.int().describe("How many deliveries wait or are being sent, at most 10,000."),
    failed: z.int().describe("How many deliveries were given up, at most 10,000."),
  })
  .openapi("WebhookEndpoint");

/** A webhook endpoint as the API returns it. */
export function webhookEndpointBody(endpoint: Endpoint): z.infer<typeof webhookEndpointSchema> {
  const { id, url, description, types, waiting, failed, disabledReason } = endpoint;
  return {
    id,
    url,
    description,
    types,
    enabled: endpoint.disabledAt === null,
    disabled_reason: webhookEndpointSchema.shape.disabled_reason.parse(disabledReason),
    created_at: endpoint.createdAt.toISOString(),
    disabled_at: iso(endpoint.disabledAt),
    failing_since: iso(endpoint.failingSince),
    succeeded_at: iso(endpoint.succeededAt),
    former_secret_until: iso(endpoint.formerSecretUntil),
    waiting,
    failed,
  };
}
