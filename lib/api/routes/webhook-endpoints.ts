import "server-only";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { webhookEndpointBody, webhookEndpointSchema } from "@/lib/api/bodies/webhook-endpoint";
import { noQuery, pageOf, pageQuery, unknownCursor } from "@/lib/api/fields";
import { json, needs, problems } from "@/lib/api/operation";
import { createPostRoute, postProblems } from "@/lib/api/post-route";
import { RefusedError } from "@/lib/api/refused-error";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { redeliverFailed } from "@/lib/events/deliveries/redeliver";
import { type EndpointUrlProblem, problemOfEndpointUrl } from "@/lib/events/endpoints/address";
import { changeEndpoint } from "@/lib/events/endpoints/change";
import { createEndpoint } from "@/lib/events/endpoints/create";
import { deleteEndpoint } from "@/lib/events/endpoints/delete";
import { getEndpoint, listEndpoints } from "@/lib/events/endpoints/list";
import { pingEndpoint } from "@/lib/events/endpoints/ping";
import { rotateEndpointSecret } from "@/lib/events/endpoints/rotate-secret";
import { eventTypes, isEventType } from "@/lib/events/types";
import { MAX_DESCRIPTION, MAX_URL } from "@/lib/forms/field-limits";
import { singleLine } from "@/lib/forms/fields";
import type { ApiKey } from "@/lib/principal";

const tags = ["Webhook endpoints"];
const path = "/webhook-endpoints/{endpoint_id}";
const params = z.object({ endpoint_id: z.uuid().openapi({ param: { name: "endpoint_id", in: "path" } }) });

const fields = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(MAX_URL)
    .describe("https, and not in a private network.")
    .openapi({ example: "https://app.example.com/webhooks/receipts" }),
  description: singleLine(0, MAX_DESCRIPTION).openapi({ type: "string", maxLength: MAX_DESCRIPTION }),
  types: z
    .array(z.enum(Object.keys(eventTypes).filter(isEventType)))
    .max(Object.keys(eventTypes).length)
    .describe("The types that it gets; empty for all."),
};

const URL_PROBLEMS: Record<Exclude<EndpointUrlProblem, "endpoint_not_resolved">, string> = {
  endpoint_not_https: "Not an https URL without a user and a password",
  endpoint_private: "The host has an address in a private network (WEBHOOK_ALLOW_PRIVATE)",
  endpoint_unknown_host: "The host is not known",
};

const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});

const withSecret = webhookEndpointSchema
  .extend({ secret: z.string().describe("Signs the deliveries. It is shown only here.") })
  .openapi("WebhookEndpointWithSecret");

const list = createRoute({
  ...needs("events:read"),
  method: "get",
  path: "/webhook-endpoints",
  operationId: "listWebhookEndpoints",
  tags,
  summary: "List webhook endpoints",
  description: "Newest first.",
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: json("A page of endpoints.", pageOf(webhookEndpointSchema)), ...problems() },
});

const create = createPostRoute("events:write", {
  path: "/webhook-endpoints",
  operationId: "createWebhookEndpoint",
  tags,
  summary: "Create a webhook endpoint",
  description: "It gets every event of its types from now on, signed as Standard Webhooks describe.",
  request: {
    query: noQuery,
    body: body(
      z.strictObject({ ...fields, description: fields.description.default(""), types: fields.types.default([]) }),
    ),
  },
  responses: { 201: json("The endpoint, with its secret.", withSecret), ...postProblems("host_not_resolved") },
});

const get = createRoute({
  ...needs("events:read"),
  method: "get",
  path,
  operationId: "getWebhookEndpoint",
  tags,
  summary: "Get a webhook endpoint",
  request: { params, query: noQuery },
  responses: { 200: json("The endpoint.", webhookEndpointSchema), ...problems("not_found") },
});

const change = createRoute({
  ...needs("events:write"),
  method: "patch",
  path,
  operationId: "changeWebhookEndpoint",
  tags,
  summary: "Change a webhook endpoint",
  request: {
    params,
    query: noQuery,
    body: body(
      z.strictObject({
        url: fields.url.optional(),
        description: fields.description.optional(),
        types: fields.types.optional(),
        state: z
          .enum(["off", "on", "on_with_missed"])
          .optional()
          .describe("`on_with_missed` also sends what the endpoint has missed while it was off."),
      }),
    ),
  },
  responses: {
    200: json("The endpoint.", webhookEndpointSchema),
    ...problems("not_found", "unsupported_media_type", "too_large", "length_required", "host_not_resolved"),
  },
});

const remove = createRoute({
  ...needs("events:write"),
  method: "delete",
  path,
  operationId: "deleteWebhookEndpoint",
  tags,
  summary: "Delete a webhook endpoint",
  description: "Its secret and its log are deleted with it.",
  request: { params, query: noQuery },
  responses: { 204: { description: "It is deleted." }, ...problems("not_found") },
});

const rotate = createPostRoute("events:write", {
  path: `${path}/rotate-secret`,
  operationId: "rotateWebhookSecret",
  tags,
  summary: "Give a webhook endpoint a new secret",
  description: "For 24 hours every delivery has the signatures of the new and the former secret.",
  request: { params, query: noQuery },
  responses: { 201: json("The endpoint, with its new secret.", withSecret), ...postProblems("not_found") },
});

const ping = createPostRoute("events:write", {
  path: `${path}/ping`,
  operationId: "pingWebhookEndpoint",
  tags,
  summary: "Send a ping to a webhook endpoint",
  request: { params, query: noQuery },
  responses: { 202: json("The endpoint.", webhookEndpointSchema), ...postProblems("not_found") },
});

const again = createPostRoute("events:write", {
  path: `${path}/redeliver`,
  operationId: "redeliverEvents",
  tags,
  summary: "Deliver again what was given up",
  request: {
    params,
    query: noQuery,
    body: body(z.strictObject({ failed_since: z.iso.datetime().describe("Deliveries that were due since then.") })),
  },
  responses: {
    202: json("How many are delivered again.", z.object({ count: z.int() }).openapi("Redelivery")),
    ...postProblems("not_found"),
  },
});

/** Webhook endpoints: where events are sent. */
export const webhookEndpoints = new OpenAPIHono()
  .openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = decodeCursor(NEWEST_FIRST, cursor);
    if (cursor !== undefined && !after) throw unknownCursor();
    const { rows, next } = await listEndpoints(context.get("key"), after, limit);
    return context.json({ data: rows.map(webhookEndpointBody), next_cursor: next }, 200);
  })
  .openapi(create, async (context) => {
    const key = context.get("key");
    const id = context.get("resultId");
    const form = context.req.valid("json");
    await checkUrl(form.url);
    const secret = await createEndpoint(key, id, form);
    return context.json({ ...(await find(key, id)), secret }, 201);
  })
  .openapi(get, async (context) =>
    context.json(await find(context.get("key"), context.req.valid("param").endpoint_id), 200),
  )
  .openapi(change, async (context) => {
    const key = context.get("key");
    const { endpoint_id: id } = context.req.valid("param");
    const changes = context.req.valid("json");
    if (changes.url !== undefined) await checkUrl(changes.url);
    if (!(await changeEndpoint(key, id, changes))) throw new RefusedError("not_found");
    return context.json(await find(key, id), 200);
  })
  .openapi(remove, async (context) => {
    const deleted = await deleteEndpoint(context.get("key"), context.req.valid("param").endpoint_id);
    if (!deleted) throw new RefusedError("not_found");
    return context.body(null, 204);
  })
  .openapi(rotate, async (context) => {
    const key = context.get("key");
    const { endpoint_id: id } = context.req.valid("param");
    const secret = await rotateEndpointSecret(key, id, context.get("resultId"));
    if (secret === null) throw new RefusedError("not_found");
    return context.json({ ...(await find(key, id)), secret }, 201);
  })
  .openapi(ping, async (context) => {
    const key = context.get("key");
    const { endpoint_id: id } = context.req.valid("param");
    if (!(await pingEndpoint(key, id))) throw new RefusedError("not_found");
    return context.json(await find(key, id), 202);
  })
  .openapi(again, async (context) => {
    const key = context.get("key");
    const { endpoint_id: endpointId } = context.req.valid("param");
    await find(key, endpointId);
    const failedSince = new Date(context.req.valid("json").failed_since);
    return context.json({ count: await redeliverFailed(key, endpointId, failedSince) }, 202);
  });

async function checkUrl(url: string): Promise<void> {
  const problem = await problemOfEndpointUrl(url);
  if (problem === "endpoint_not_resolved") throw new RefusedError("host_not_resolved");
  if (problem)
    throw new RefusedError("malformed_request", { errors: [{ at: "json.url", message: URL_PROBLEMS[problem] }] });
}

async function find(key: ApiKey<"events:read"> | ApiKey<"events:write">, id: string) {
  const endpoint = await getEndpoint(key, id);
  if (!endpoint) throw new RefusedError("not_found");
  return webhookEndpointBody(endpoint);
}
