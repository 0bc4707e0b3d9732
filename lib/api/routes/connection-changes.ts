import "server-only";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { certificateBody, certificateSchema } from "@/lib/api/bodies/certificate";
import { connectionBody, connectionSchema } from "@/lib/api/bodies/connection";
import { noQuery, receiptheroIdParam } from "@/lib/api/fields";
import { json, needs, problems } from "@/lib/api/operation";
import { RefusedError } from "@/lib/api/refused-error";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { disconnectForKey } from "@/lib/connections/disconnect/disconnect";
import { getConnectionForKey, type KeyConnection } from "@/lib/connections/get-for-key";
import { renameForKey } from "@/lib/connections/rename";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";
import type { ApiKey } from "@/lib/principal";

const path = "/connections/{receipthero_id}";
const tags = ["Connections"];
const request = { params: receiptheroIdParam, query: noQuery };

const rename = createRoute({
  ...needs("connections:write"),
  method: "patch",
  path,
  operationId: "renameConnection",
  tags,
  summary: "Rename a connection",
  request: {
    ...request,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            label: name(1, MAX_LABEL).openapi({ type: "string", maxLength: MAX_LABEL, example: "Shop in Turku" }),
          }),
        },
      },
    },
  },
  responses: {
    200: json("The connection.", connectionSchema),
    ...problems("not_found", "unsupported_media_type", "too_large", "length_required"),
  },
});

const disconnect = createRoute({
  ...needs("connections:write"),
  method: "delete",
  path,
  operationId: "disconnectConnection",
  tags,
  summary: "Disconnect a connection",
  description:
    "Revokes the access at ReceiptHero. Until ReceiptHero confirms, the connection is `disconnecting`, and the server retries. A repeated call changes nothing and gets the current state.",
  request,
  responses: {
    200: json(
      "The connection is `disconnected`: ReceiptHero has confirmed, and the token is erased.",
      connectionSchema,
    ),
    202: json("The connection is `disconnecting`.", connectionSchema),
    ...problems("not_found"),
  },
});

const certificate = createRoute({
  ...needs("connections:read"),
  method: "get",
  path: `${path}/certificate`,
  operationId: "getCertificate",
  tags,
  summary: "Get the certificate of a disconnect",
  description: "How the connection was disconnected, and that its token is erased.",
  request,
  responses: { 200: json("The certificate.", certificateSchema), ...problems("not_found", "not_disconnected") },
});

/** Changing connections, and the proof of a disconnect. */
export const connectionChanges = new OpenAPIHono()
  .openapi(rename, async (context) => {
    const key = context.get("key");
    const { receipthero_id } = context.req.valid("param");
    const { label } = context.req.valid("json");
    if (!(await renameForKey(key, receipthero_id, label))) throw new RefusedError("not_found");
    return context.json(connectionBody(await find(key, receipthero_id)), 200);
  })
  .openapi(disconnect, async (context) => {
    const key = context.get("key");
    const { receipthero_id: receiptheroId } = context.req.valid("param");
    const { merchant } = await find(key, receiptheroId);
    await disconnectForKey(key, { receiptheroId, merchantId: merchant.id });
    const connection = await find(key, receiptheroId);
    return context.json(connectionBody(connection), connection.status === "DISCONNECTED" ? 200 : 202);
  })
  .openapi(certificate, async (context) => {
    const key = context.get("key");
    const { receipthero_id } = context.req.valid("param");
    const found = await getCertificate(key, receipthero_id);
    if (found) return context.json(certificateBody(found), 200);
    await find(key, receipthero_id);
    throw new RefusedError("not_disconnected");
  });

async function find(
  key: ApiKey<"connections:read"> | ApiKey<"connections:write">,
  receiptheroId: string,
): Promise<KeyConnection> {
  const connection = await getConnectionForKey(key, receiptheroId);
  if (!connection) throw new RefusedError("not_found");
  return connection;
}
