import "server-only";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { iso, states, toState } from "@/lib/api/bodies/connection";
import { externalId, noQuery, pageOf, pageQuery, time, unknownCursor } from "@/lib/api/fields";
import { json, needs, problems } from "@/lib/api/operation";
import { RefusedError } from "@/lib/api/refused-error";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { MAX_BUSINESS_NAME } from "@/lib/forms/field-limits";
import { changeMerchantForKey } from "@/lib/merchants/change-for-key";
import { businessName } from "@/lib/merchants/fields";
import { getMerchantForKey, MAX_NESTED } from "@/lib/merchants/get-for-key";
import { type KeyMerchant, listMerchantsForKey } from "@/lib/merchants/list-for-key";
import type { ApiKey } from "@/lib/principal";
import { ConnectionHealth, type MemberRole } from "@/prisma/generated/enums";

const memberRoles = ["owner", "member", "reader"] as const;

const listedSchema = z
  .object({
    id: z.uuid(),
    name: z.string().nullable().describe("Null once the account was deleted."),
    external_id: z.string().nullable().describe("Your own identifier for this customer."),
    created_at: time,
    deleted_at: time.nullable(),
  })
  .openapi("ListedMerchant");

const merchantSchema = listedSchema
  .extend({
    members: z
      .array(z.object({ user_id: z.uuid(), email: z.string(), name: z.string().nullable(), role: z.enum(memberRoles) }))
      .describe(`The first ${MAX_NESTED} members.`),
    connections: z
      .array(
        z.object({
          receipthero_id: z.string(),
          label: z.string(),
          status: z.enum(states),
          health: z.enum(ConnectionHealth),
        }),
      )
      .describe(`The newest ${MAX_NESTED} connections. \`GET /connections?merchant_id=\` lists all.`),
  })
  .openapi("Merchant");

const params = z.object({ merchant_id: z.uuid().openapi({ param: { name: "merchant_id", in: "path" } }) });
const path = "/merchants/{merchant_id}";
const tags = ["Merchants"];

const list = createRoute({
  ...needs("merchants:read"),
  method: "get",
  path: "/merchants",
  operationId: "listMerchants",
  tags,
  summary: "List merchants",
  description: "Newest first.",
  request: { query: z.strictObject({ external_id: externalId.optional(), ...pageQuery }) },
  responses: { 200: json("A page of merchants.", pageOf(listedSchema)), ...problems() },
});

const get = createRoute({
  ...needs("merchants:read"),
  method: "get",
  path,
  operationId: "getMerchant",
  tags,
  summary: "Get a merchant",
  request: { params, query: noQuery },
  responses: { 200: json("The merchant.", merchantSchema), ...problems("not_found") },
});

const change = createRoute({
  ...needs("merchants:write"),
  method: "patch",
  path,
  operationId: "changeMerchant",
  tags,
  summary: "Change a merchant",
  description:
    "The external ID travels to ReceiptHero as `external_id` in the metadata of new authorizations. Null removes it.",
  request: {
    params,
    query: noQuery,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z
            .strictObject({
              name: businessName()
                .optional()
                .openapi({ type: "string", maxLength: MAX_BUSINESS_NAME, example: "Kahvila Aamu Oy" }),
              external_id: externalId
                .nullable()
                .optional()
                .openapi({ type: ["string", "null"] }),
            })
            .refine((fields) => Object.keys(fields).length > 0, "Nothing to change"),
        },
      },
    },
  },
  responses: {
    200: json("The merchant.", merchantSchema),
    ...problems("not_found", "external_id_taken", "unsupported_media_type", "too_large", "length_required"),
  },
});

/** Reading and changing merchants. */
export const merchants = new OpenAPIHono()
  .openapi(list, async (context) => {
    const { external_id, limit, cursor } = context.req.valid("query");
    const after = cursor === undefined ? null : decodeCursor(NEWEST_FIRST, cursor);
    if (cursor !== undefined && !after) throw unknownCursor();
    const { rows, next } = await listMerchantsForKey(context.get("key"), external_id ?? null, after, limit);
    return context.json({ data: rows.map(listedBody), next_cursor: next }, 200);
  })
  .openapi(get, async (context) => {
    const { merchant_id } = context.req.valid("param");
    return context.json(await find(context.get("key"), merchant_id), 200);
  })
  .openapi(change, async (context) => {
    const key = context.get("key");
    const { merchant_id } = context.req.valid("param");
    const { name, external_id } = context.req.valid("json");
    const result = await changeMerchantForKey(key, merchant_id, { name, externalId: external_id });
    if (result === "not_found") throw new RefusedError("not_found");
    if (result === "taken") throw new RefusedError("external_id_taken");
    return context.json(await find(key, merchant_id), 200);
  });

async function find(
  key: ApiKey<"merchants:read"> | ApiKey<"merchants:write">,
  id: string,
): Promise<z.infer<typeof merchantSchema>> {
  const merchant = await getMerchantForKey(key, id);
  if (!merchant) throw new RefusedError("not_found");
  const connections = merchant.connections.map(({ receiptheroId, label, status, health }) => {
    return { receipthero_id: receiptheroId, label, status: toState(status), health };
  });
  const members = merchant.members.map(({ role, user }) => {
    const { id: user_id, email, name } = user;
    return { user_id, email, name, role: role.toLowerCase() as Lowercase<MemberRole> };
  });
  return { ...listedBody(merchant), members, connections };
}

function listedBody({ id, name, externalId, createdAt, deletedAt }: KeyMerchant): z.infer<typeof listedSchema> {
  return {
    id,
    name: deletedAt ? null : name,
    external_id: externalId,
    created_at: createdAt.toISOString(),
    deleted_at: iso(deletedAt),
  };
}
