import "server-only";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { readToken } from "@/lib/access-tokens/read";
import { iso } from "@/lib/api/bodies/connection";
import { noQuery, pageOf, pageQuery, receiptheroIdParam, time, unknownCursor } from "@/lib/api/fields";
import { json, needs, problems } from "@/lib/api/operation";
import { RefusedError } from "@/lib/api/refused-error";
import { decodeCursor } from "@/lib/db/keyset";
import { env } from "@/lib/env";
import { receiptIdSchema } from "@/lib/receipthero/id";
import { fetchForKey } from "@/lib/receipts/fetch-for-key";
import { RECEIPT_ORDER } from "@/lib/receipts/list";
import { type AnnouncedReceipt, listReceiptsForKey } from "@/lib/receipts/list-for-key";

const receiptSchema = z
  .object({
    receipt_id: z.string(),
    shop: z.string().nullable(),
    first_seen_at: time.describe("When a notification first mentioned the receipt. The list has this order."),
    announced_at: time.nullable().describe("When ReceiptHero announced the receipt."),
    ready_at: time.nullable().describe("When the receipt became ready. It cannot be read before."),
  })
  .openapi("Receipt");

/**
 * The formats, and their content types. A Finvoice declares its charset in its XML declaration, so the content type has
 * none.
 */
const FORMATS = {
  hero_json: "application/json",
  hero_pdf: "application/pdf",
  finvoice_xml: "application/xml",
  finvoice_pdf: "application/pdf",
} as const;
const formats = ["hero_json", "hero_pdf", "finvoice_xml", "finvoice_pdf"] as const satisfies (keyof typeof FORMATS)[];

const list = createRoute({
  ...needs("receipts:read"),
  method: "get",
  path: "/connections/{receipthero_id}/receipts",
  operationId: "listReceipts",
  tags: ["Receipts"],
  summary: "List the receipts of a connection",
  description: "The receipts that ReceiptHero's notifications mentioned, newest first.",
  request: { params: receiptheroIdParam, query: z.strictObject(pageQuery) },
  responses: { 200: json("A page of receipts.", pageOf(receiptSchema)), ...problems("not_found") },
});

const file = z.string().openapi({ format: "binary" });

const get = createRoute({
  ...needs("receipts:read"),
  method: "get",
  path: "/connections/{receipthero_id}/receipts/{receipt_id}",
  operationId: "getReceipt",
  tags: ["Receipts"],
  summary: "Read a receipt",
  description:
    "Reads the receipt from ReceiptHero while you wait, and passes it on as it arrives. This server never keeps it. " +
    "If ReceiptHero breaks off, so does the response: treat one that did not end as a failure.",
  request: {
    params: receiptheroIdParam.extend({
      receipt_id: receiptIdSchema.describe("The receipt's ID.").openapi({
        // Written out, because JSON Schema has no flag for the Unicode classes of the pattern.
        type: "string",
        minLength: 1,
        maxLength: 255,
        param: { name: "receipt_id", in: "path" },
      }),
    }),
    query: z.strictObject({ format: z.enum(formats).default("hero_json") }),
  },
  responses: {
    200: {
      description: "The receipt, as ReceiptHero gives it.",
      content: {
        "application/json": { schema: z.object({}).loose() },
        "application/pdf": { schema: file },
        "application/xml": { schema: file },
      },
    },
    ...problems(
      "not_found",
      "receipt_gone",
      "receipt_unauthorized",
      "receipt_refused",
      "receipt_unreadable",
      "receipt_unavailable",
      "api_key_missing",
    ),
  },
});

const token = createRoute({
  ...needs("tokens:read"),
  method: "get",
  path: "/connections/{receipthero_id}/token",
  operationId: "getToken",
  tags: ["Receipts"],
  summary: "Read the access token of a connection",
  description:
    "For your own code that calls ReceiptHero. Available only while `API_TOKEN_ACCESS` is on. Each read is in the audit log.",
  request: { params: receiptheroIdParam, query: noQuery },
  responses: {
    200: json(
      "The token. Keep it secret.",
      z.object({ access_token: z.string(), scopes: z.array(z.string()), issued_at: time.nullable() }).openapi("Token"),
    ),
    ...problems("not_found", "not_active", "token_access_off"),
  },
});

/** Reading receipts, and the tokens with which ReceiptHero gives them. */
export const receipts = new OpenAPIHono()
  .openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = cursor === undefined ? null : decodeCursor(RECEIPT_ORDER, cursor);
    if (cursor !== undefined && !after) throw unknownCursor();
    const { receipthero_id } = context.req.valid("param");
    const page = await listReceiptsForKey(context.get("key"), receipthero_id, after, limit);
    if (!page) throw new RefusedError("not_found");
    return context.json({ data: page.receipts.map(receiptBody), next_cursor: page.next }, 200);
  })
  .openapi(get, async (context) => {
    const { receipthero_id, receipt_id } = context.req.valid("param");
    const { format } = context.req.valid("query");
    const { signal } = context.req.raw;
    const body = await fetchForKey(context.get("key"), receipthero_id, receipt_id, format, signal);
    return context.body(body, 200, { "Content-Type": FORMATS[format] });
  })
  .openapi(token, async (context) => {
    if (env().API_TOKEN_ACCESS === "off") throw new RefusedError("token_access_off");
    const found = await readToken(context.get("key"), context.req.valid("param").receipthero_id);
    if (!found) throw new RefusedError("not_found");
    if (found === "inactive") throw new RefusedError("not_active");
    const { accessToken, scopes, issuedAt } = found;
    return context.json({ access_token: accessToken, scopes, issued_at: iso(issuedAt) }, 200);
  });

function receiptBody(receipt: AnnouncedReceipt): z.infer<typeof receiptSchema> {
  return {
    receipt_id: receipt.receiptId,
    shop: receipt.shopName,
    first_seen_at: receipt.firstSeenAt.toISOString(),
    announced_at: iso(receipt.announcedAt),
    ready_at: iso(receipt.readyAt),
  };
}
