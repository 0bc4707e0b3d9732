import "server-only";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { pageQuery, time, unknownCursor } from "@/lib/api/fields";
import { json, needs, problems } from "@/lib/api/operation";
import { decodeCursor } from "@/lib/db/keyset";
import { typeNames } from "@/lib/events/endpoints/form";
import { listEventsForKey, PUBLISHED_ORDER } from "@/lib/events/list-for-key";

const eventSchema = z
  .object({
    id: z.string().describe("The `webhook-id` of its deliveries."),
    type: z.enum(typeNames),
    timestamp: time,
    data: z
      .record(z.string(), z.unknown())
      .describe("Depends on the type: the document's webhooks have a schema of each."),
  })
  .openapi("Event");

const list = createRoute({
  ...needs("events:read"),
  method: "get",
  path: "/events",
  operationId: "listEvents",
  tags: ["Events"],
  summary: "List events",
  description:
    "Oldest first, for as long as their data is kept. Keep `next_cursor` and ask with it later: it is never null once there was an event, and an event that is told later always has a later place.",
  request: {
    query: z.strictObject({
      type: z
        .string()
        .transform((value) => value.split(","))
        .pipe(z.array(z.enum(typeNames)))
        .optional()
        .openapi({ type: "string", example: "connection.created,connection.disconnected" })
        .describe("Only these types, comma separated."),
      ...pageQuery,
    }),
  },
  responses: {
    200: json(
      "A page of events.",
      z.object({
        data: z.array(eventSchema),
        next_cursor: z.string().nullable().describe("Where later events begin."),
      }),
    ),
    ...problems(),
  },
});

/** The events of the last weeks, for systems that would rather ask than be called. */
export const events = new OpenAPIHono().openapi(list, async (context) => {
  const { type = [], limit, cursor } = context.req.valid("query");
  const after = decodeCursor(PUBLISHED_ORDER, cursor);
  if (cursor !== undefined && !after) throw unknownCursor();
  const { rows, next } = await listEventsForKey(context.get("key"), type, after, limit);
  const data = rows.map((event) => ({
    id: `evt_${event.publicId}`,
    type: event.type as (typeof typeNames)[number],
    timestamp: event.at.toISOString(),
    data: event.data as Record<string, unknown>,
  }));
  return context.json({ data, next_cursor: next }, 200);
});
