import "server-only";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { outgoingReceiptBody, outgoingReceiptSchema } from "@/lib/api/bodies/outgoing-receipt";
import { noQuery, pageOf, pageQuery, unknownCursor } from "@/lib/api/fields";
import { json, needs, problems } from "@/lib/api/operation";
import { createPostRoute, postProblems } from "@/lib/api/post-route";
import { RefusedError } from "@/lib/api/refused-error";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { acceptReceipt } from "@/lib/outgoing-receipts/accept";
import { publicStates } from "@/lib/outgoing-receipts/filter";
import { getForKey } from "@/lib/outgoing-receipts/get";
import { listForKey } from "@/lib/outgoing-receipts/list-for-key";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

const path = "/outgoing-receipts";
const tags = ["Outgoing receipts"];

/** How many recipients one receipt may have, and the longest value of a token: an access token may be long. */
const MAX_TOKENS = 20;
const MAX_TOKEN_VALUE = 4_096;
const MAX_TOKEN_NAME = 255;

const tokenName = z.string().min(1).max(MAX_TOKEN_NAME);

const token = z.strictObject({
  type: tokenName.openapi({ example: "EMAIL" }).describe("One of ReceiptHero's token types."),
  value: z.string().min(1).max(MAX_TOKEN_VALUE),
  id: tokenName.optional(),
  namespace: tokenName.optional(),
});

/** ReceiptHero alone judges a receipt. Ours is only that it can be written again. */
const heroJson = z
  .unknown()
  .refine((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
    error: "Not an object",
    abort: true,
  })
  .refine(isWritable, { error: "Nested too deeply" })
  .openapi({ type: "object" })
  .describe("HeroJSON. ReceiptHero checks it: amounts are integers in cents, and times have an offset.");

const newReceipt = z
  .strictObject({
    receipthero_id: receiptheroIdSchema
      .optional()
      .openapi({ type: "string", example: "ab1c-9f" })
      .describe("The connection whose account holder gets the receipt. It needs `receipt:write`."),
    tokens: z
      .array(token)
      .max(MAX_TOKENS)
      .optional()
      .describe(
        "In place of a connection: who gets the receipt. With an empty list, ReceiptHero finds the account holder by the card that paid.",
      ),
    receipt: heroJson,
  })
  .refine((body) => (body.receipthero_id === undefined) !== (body.tokens === undefined), {
    error: "Exactly one of receipthero_id and tokens",
  });

const send = createPostRoute("receipts:write", {
  path,
  operationId: "sendReceipt",
  tags,
  summary: "Send a receipt",
  description:
    "Stores the receipt, and answers before it is sent. It is sent once. While ReceiptHero surely has not taken it, it is tried again for a day. Its content is erased once it is sent or rejected.",
  request: {
    query: noQuery,
    body: { required: true, content: { "application/json": { schema: newReceipt } } },
  },
  responses: {
    202: json("The receipt is stored, and `queued`.", outgoingReceiptSchema),
    ...postProblems("not_found", "not_active", "scope_missing", "api_key_missing"),
  },
});

const list = createRoute({
  ...needs("receipts:write"),
  method: "get",
  path,
  operationId: "listOutgoingReceipts",
  tags,
  summary: "List outgoing receipts",
  description: "Newest first.",
  request: {
    query: z.strictObject({
      status: z.enum(publicStates).optional(),
      receipthero_id: receiptheroIdSchema.optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json("A page of outgoing receipts.", pageOf(outgoingReceiptSchema)), ...problems() },
});

const get = createRoute({
  ...needs("receipts:write"),
  method: "get",
  path: `${path}/{id}`,
  operationId: "getOutgoingReceipt",
  tags,
  summary: "Get an outgoing receipt",
  request: { params: z.object({ id: z.uuid() }), query: noQuery },
  responses: { 200: json("The outgoing receipt.", outgoingReceiptSchema), ...problems("not_found") },
});

/** Sending receipts, and what became of them. */
export const outgoingReceipts = new OpenAPIHono()
  .openapi(send, async (context) => {
    const { receipthero_id, tokens = [], receipt } = context.req.valid("json");
    const recipient = receipthero_id === undefined ? { tokens } : { receiptheroId: receipthero_id };
    const accepted = await acceptReceipt(context.get("key"), context.get("resultId"), recipient, receipt);
    if (typeof accepted === "string") throw new RefusedError(accepted);
    return context.json(outgoingReceiptBody(accepted), 202);
  })
  .openapi(list, async (context) => {
    const { status, receipthero_id, limit, cursor } = context.req.valid("query");
    const after = cursor === undefined ? null : decodeCursor(NEWEST_FIRST, cursor);
    if (cursor !== undefined && !after) throw unknownCursor();
    const filter = { state: status ?? null, receiptheroId: receipthero_id ?? null };
    const { receipts, next } = await listForKey(context.get("key"), filter, after, limit);
    return context.json({ data: receipts.map(outgoingReceiptBody), next_cursor: next }, 200);
  })
  .openapi(get, async (context) => {
    const found = await getForKey(context.get("key"), context.req.valid("param").id);
    if (!found) throw new RefusedError("not_found");
    return context.json(outgoingReceiptBody(found), 200);
  });

/** JSON.parse reads deeper nesting than JSON.stringify writes. */
function isWritable(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}
