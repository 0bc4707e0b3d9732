import "server-only";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { connectionBody, connectionSchema, fromState, states } from "@/lib/api/bodies/connection";
import { externalId, noQuery, pageOf, pageQuery, receiptheroIdParam, unknownCursor } from "@/lib/api/fields";
import { json, needs, problems } from "@/lib/api/operation";
import { RefusedError } from "@/lib/api/refused-error";
import { getConnectionForKey } from "@/lib/connections/get-for-key";
import { listConnectionsForKey } from "@/lib/connections/list-for-key";
import { connectionFilterSchema } from "@/lib/connections/search/filter";
import { scopes } from "@/lib/receipthero/scopes";
import { ConnectionHealth } from "@/prisma/generated/enums";

const { metadata } = connectionFilterSchema.shape;

/** PostgreSQL has no year 0. */
const since = z.iso.datetime({ offset: true }).refine((time) => time >= "1970" && time < "9999");

const list = createRoute({
  ...needs("connections:read"),
  method: "get",
  path: "/connections",
  operationId: "listConnections",
  tags: ["Connections"],
  summary: "List connections",
  description:
    "Newest first. With `updated_since`, the least recently updated come first, so that a program can follow the changes.",
  request: {
    query: z.strictObject({
      external_id: externalId.optional(),
      merchant_id: z.uuid().optional(),
      status: z.enum(states).optional(),
      health: z.enum(ConnectionHealth).optional(),
      scope: z.enum(scopes).optional(),
      metadata: metadata
        .unwrap()
        .optional()
        .openapi({ type: "string", example: "region:north" })
        .describe("One exact pair of the metadata, as `key:value`."),
      updated_since: since
        .optional()
        .describe(
          "Only connections that were updated at this time or later. To follow the changes, set it to one minute before the newest `updated_at` that you have seen: a change may appear with an earlier time than one that you have already read.",
        ),
      ...pageQuery,
    }),
  },
  responses: { 200: json("A page of connections.", pageOf(connectionSchema)), ...problems() },
});

const get = createRoute({
  ...needs("connections:read"),
  method: "get",
  path: "/connections/{receipthero_id}",
  operationId: "getConnection",
  tags: ["Connections"],
  summary: "Get a connection",
  request: { params: receiptheroIdParam, query: noQuery },
  responses: { 200: json("The connection.", connectionSchema), ...problems("not_found") },
});

/** Reading connections. */
export const connections = new OpenAPIHono()
  .openapi(list, async (context) => {
    const { merchant_id, external_id, status, health, scope, metadata, updated_since, limit, cursor } =
      context.req.valid("query");
    const page = await listConnectionsForKey(context.get("key"), {
      filter: {
        merchant: merchant_id ?? null,
        status: status ? fromState(status) : null,
        health: health ?? null,
        scope: scope ?? null,
        metadata: metadata ?? null,
      },
      externalId: external_id ?? null,
      updatedSince: updated_since ? new Date(updated_since) : null,
      limit,
      cursor: cursor ?? null,
    });
    if (!page) throw unknownCursor();
    return context.json({ data: page.connections.map(connectionBody), next_cursor: page.next }, 200);
  })
  .openapi(get, async (context) => {
    const { receipthero_id } = context.req.valid("param");
    const connection = await getConnectionForKey(context.get("key"), receipthero_id);
    if (!connection) throw new RefusedError("not_found");
    return context.json(connectionBody(connection), 200);
  });
