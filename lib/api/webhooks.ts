import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { eventData } from "@/lib/api/bodies/event-data";
import { time } from "@/lib/api/fields";
import { eventTypes, isEventType } from "@/lib/events/types";
import { DELIVERY_SECONDS } from "@/lib/lifetimes";

const headers = z.object({
  "webhook-id": z.string().describe("The event's ID: the same in every delivery."),
  "webhook-timestamp": z.string().describe("When this delivery was sent, in seconds since 1970."),
  "webhook-signature": z.string().describe("The signatures, separated by spaces, each with the prefix `v1,`."),
});

/** Describes the deliveries of events in the API's document: one webhook for each type. */
export function describeWebhooks(api: OpenAPIHono): void {
  for (const type of Object.keys(eventTypes).filter(isEventType)) {
    const body = z.object({ type: z.literal(type), timestamp: time, data: eventData[type] });
    api.openAPIRegistry.registerWebhook({
      method: "post",
      path: type,
      operationId: `on${nameOf(type)}`,
      tags: ["Events"],
      summary: eventTypes[type],
      security: [],
      request: {
        headers,
        body: { required: true, content: { "application/json": { schema: body.openapi(`${nameOf(type)}Event`) } } },
      },
      responses: {
        "2XX": { description: `Your server has the event. It must say so within ${DELIVERY_SECONDS} seconds.` },
        "410": { description: "The endpoint is gone, and is switched off." },
      },
    });
  }
}

/** The name of a type's schema: `connection.needs_reconnect` is `ConnectionNeedsReconnect`. */
function nameOf(type: string): string {
  return type
    .split(/[._]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
}
