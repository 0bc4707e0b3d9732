import { z } from "@hono/zod-openapi";
import { RefusedError } from "@/lib/api/refused-error";
import { MAX_EXTERNAL_ID } from "@/lib/forms/field-limits";
import { externalId as externalIdField } from "@/lib/merchants/fields";
import { receiptheroIdSchema } from "@/lib/receipthero/id";

/** How many rows a page of a list has, unless the caller chooses. */
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** The parameters that every list has. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .describe("The maximum number of rows in a page."),
  cursor: z.string().max(2_000).optional().describe("The `next_cursor` of the previous page."),
};

/** The query of an operation without parameters. A mistyped parameter must not go unnoticed. */
export const noQuery = z.strictObject({});

/** The body of a list. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({
    data: z.array(row),
    next_cursor: z.string().nullable().describe("Where the next page begins; null on the last one."),
  });
}

/** The refusal of a cursor that this list did not issue. */
export function unknownCursor(): RefusedError {
  return new RefusedError("malformed_request", { errors: [{ at: "query.cursor", message: "Unknown cursor" }] });
}

/** The partner's own identifier for a merchant. */
export const externalId = externalIdField().openapi({
  type: "string",
  maxLength: MAX_EXTERNAL_ID,
  example: "customer-4711",
});

/** A time in UTC. */
export const time = z.iso.datetime();

export const receiptheroIdParam = z.object({
  // describe() copies the schema. The original may have been created before `openapi()` was added to Zod.
  receipthero_id: receiptheroIdSchema
    .describe("The connection's ReceiptHero ID.")
    .openapi({ param: { name: "receipthero_id", in: "path" }, example: "ab1c-9f" }),
});
