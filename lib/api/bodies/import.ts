import { z } from "@hono/zod-openapi";
import { iso } from "@/lib/api/bodies/connection";
import { externalId, time } from "@/lib/api/fields";
import { MAX_BUSINESS_NAME, MAX_LABEL, MAX_PAIRS } from "@/lib/forms/field-limits";
import { importFailure } from "@/lib/imports/failures";
import type { FoundImport } from "@/lib/imports/get";
import { importRefusal } from "@/lib/imports/refusals";
import type { ImportResult } from "@/lib/imports/results";
import { IMPORT_DAYS } from "@/lib/lifetimes";
import { scopes } from "@/lib/receipthero/scopes";
import { ImportLineState, ImportState } from "@/prisma/generated/enums";

/** A line as the document describes it. lib/imports/line.ts reads it, and a test compares the two. */
export const importLineSchema = z
  .strictObject({
    access_token: z.string().describe("The access token that ReceiptHero issued to your former integration."),
    external_id: externalId.describe(
      "Your own identifier for the customer. It finds the merchant, or makes one without members.",
    ),
    business_name: z
      .string()
      .max(MAX_BUSINESS_NAME)
      .describe("The name of a new merchant. One that exists keeps its own."),
    label: z.string().max(MAX_LABEL).nullish().describe("The connection's name. Without it, the name of the business."),
    metadata: z
      .record(z.string(), z.string())
      .nullish()
      .describe(`At most ${MAX_PAIRS} pairs. \`merchant_id\` and \`external_id\` are added, and refused in a line.`),
    scopes: z
      .array(z.enum(scopes))
      .nullish()
      .describe("What the account holder allowed. Without it, `receipt:read` alone."),
    connected_at: time.nullish().describe("Since when. Without it, since the token was issued."),
  })
  .openapi("ImportLine");

const statuses = Object.values(ImportState).map((state) => state.toLowerCase() as Lowercase<ImportState>);
export const results = Object.values(ImportLineState).map((state) => state.toLowerCase() as Lowercase<ImportLineState>);

const count = z.int().min(0);

export const importSchema = z
  .object({
    id: z.uuid(),
    status: z
      .enum(statuses)
      .describe("`failed`: the lines did not all arrive, so nothing was imported. `done`: every line has a result."),
    failure: importFailure.nullable().describe("Why it is `failed`."),
    lines: count.describe("How many lines have arrived. Empty lines do not count."),
    counts: z
      .object({ waiting: count, imported: count, updated: count, unchanged: count, refused: count })
      .describe("How many lines have each result."),
    created_at: time,
    received_at: time.nullable().describe("When all lines had arrived."),
    finished_at: time.nullable().describe(`The import and its results are deleted ${IMPORT_DAYS} days later.`),
  })
  .openapi("Import");

export const importResultSchema = z
  .object({
    line: z.int().min(1).describe("The number of the line in the body, from 1."),
    external_id: z.string().nullable(),
    receipthero_id: z.string().nullable().describe("The connection that the token names."),
    result: z
      .enum(results)
      .describe(
        "`imported`: the connection is new here. `updated`: it was here with an older token. `unchanged`: it was here with this token. `refused`: nothing was changed, and `error` says why.",
      ),
    error: importRefusal
      .nullable()
      .describe(
        "`malformed_line`: it is not a JSON object with these fields. `line_too_long`. `bad_token`: the token names no connection. `owned_by_another`: another merchant has the connection. `token_not_newer`: the connection is here with another token, and this one was not issued after it. `disconnected`: the connection was disconnected here, and the token was issued before that. `line_damaged`: the stored line cannot be decrypted.",
      ),
    field: z.string().nullable().describe("The wrong field, if the line was refused for one."),
  })
  .openapi("ImportResult");

/** An import as the API returns it. */
export function importBody({ counts, ...found }: FoundImport): z.infer<typeof importSchema> {
  return {
    id: found.id,
    status: found.state.toLowerCase() as Lowercase<ImportState>,
    failure: found.failure,
    lines: found.total,
    counts: {
      waiting: counts.WAITING,
      imported: counts.IMPORTED,
      updated: counts.UPDATED,
      unchanged: counts.UNCHANGED,
      refused: counts.REFUSED,
    },
    created_at: found.createdAt.toISOString(),
    received_at: iso(found.receivedAt),
    finished_at: iso(found.finishedAt),
  };
}

/** The result of a line as the API returns it. */
export function importResultBody(result: ImportResult): z.infer<typeof importResultSchema> {
  return {
    line: result.number,
    external_id: result.externalId,
    receipthero_id: result.receiptheroId,
    result: result.state.toLowerCase() as Lowercase<ImportLineState>,
    error: result.error,
    field: result.field,
  };
}
