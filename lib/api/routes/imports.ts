import "server-only";
import type { Hash } from "node:crypto";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import {
  importBody,
  importLineSchema,
  importResultBody,
  importResultSchema,
  importSchema,
  results,
} from "@/lib/api/bodies/import";
import { noQuery, pageOf, pageQuery, unknownCursor } from "@/lib/api/fields";
import { hashOfRequest } from "@/lib/api/idempotent";
import { json, needs, problems } from "@/lib/api/operation";
import { createStreamedPostRoute, streamProblems } from "@/lib/api/post-route";
import { RefusedError } from "@/lib/api/refused-error";
import { decodeCursor } from "@/lib/db/keyset";
import { env } from "@/lib/env";
import { API_PATH } from "@/lib/http/paths";
import { type FoundImport, getImport } from "@/lib/imports/get";
import type { Body } from "@/lib/imports/receive/arriving";
import { discardImport, queueImport } from "@/lib/imports/receive/queue";
import { receiveLines } from "@/lib/imports/receive/receive";
import { LINE_ORDER, listImportResults } from "@/lib/imports/results";
import type { ApiKey } from "@/lib/principal";
import { MAX_IMPORT_LINE_BYTES } from "@/lib/size-limits";
import type { ImportLineState } from "@/prisma/generated/enums";

/** Lines of JSON. */
const NDJSON = "application/x-ndjson";

const path = "/imports";
const tags = ["Imports"];
const params = z.object({ import_id: z.uuid().openapi({ param: { name: "import_id", in: "path" } }) });

const start = createStreamedPostRoute("connections:write", {
  path,
  operationId: "importConnections",
  tags,
  summary: "Import connections",
  description:
    "Imports the connections of another integration. The body is a line of JSON for each, any number of them, and may come as a stream of unknown length. If it breaks off, nothing is imported. The access tokens are sealed as they arrive. ReceiptHero is not asked about them: a connection whose token is dead shows that when a receipt is read. To import the same lines again changes nothing.",
  request: {
    query: noQuery,
    body: {
      required: true,
      description: `Lines of at most ${MAX_IMPORT_LINE_BYTES / 1024} KB, each an \`ImportLine\`.`,
      // As OpenAPI 3.2 has it: the schema of the lines is that of a list with them.
      content: { [NDJSON]: { schema: z.array(importLineSchema) } },
    },
  },
  responses: {
    202: { ...json("All lines have arrived. A job imports them.", importSchema), headers: locationHeader() },
    ...streamProblems("import_empty", "import_incomplete"),
  },
});

const get = createRoute({
  ...needs("connections:read"),
  method: "get",
  path: `${path}/{import_id}`,
  operationId: "getImport",
  tags,
  summary: "Get an import",
  request: { params, query: noQuery },
  responses: { 200: json("The import and its progress.", importSchema), ...problems("not_found") },
});

const list = createRoute({
  ...needs("connections:read"),
  method: "get",
  path: `${path}/{import_id}/results`,
  operationId: "listImportResults",
  tags,
  summary: "List the results of an import",
  description: "In the order of the lines.",
  request: { params, query: z.strictObject({ result: z.enum(results).optional(), ...pageQuery }) },
  responses: { 200: json("A page of results.", pageOf(importResultSchema)), ...problems("not_found") },
});

function locationHeader() {
  return { Location: { description: "The import.", schema: { type: "string" as const, format: "uri" } } };
}

/** Importing connections, with progress and a result for each line. */
export const imports = new OpenAPIHono()
  .openapi(start, async (context) => {
    const key = context.get("key");
    const [type = ""] = (context.req.header("content-type") ?? "").split(";");
    if (type.trim().toLowerCase() !== NDJSON) throw new RefusedError("unsupported_media_type");
    const hash = hashOfRequest(context);
    const received = await receiveLines(key, hashed(context.req.raw.body ?? [], hash));
    const callId = await context
      .get("claimResult")(hash.digest("hex"))
      .catch(async (error: unknown) => {
        await discardImport(received.id);
        throw error;
      });
    if (callId instanceof Response) {
      await discardImport(received.id);
      // An answer with this status and body is what the document describes.
      return callId as never;
    }
    const id = await queueImport(key, received, callId);
    context.header("Location", `${env().APP_URL}${API_PATH}${path}/${id}`);
    return context.json(importBody(await find(key, id)), 202);
  })
  .openapi(get, async (context) => {
    const { import_id } = context.req.valid("param");
    return context.json(importBody(await find(context.get("key"), import_id)), 200);
  })
  .openapi(list, async (context) => {
    const key = context.get("key");
    const { import_id: id } = context.req.valid("param");
    const { result, limit, cursor } = context.req.valid("query");
    const after = cursor === undefined ? null : decodeCursor(LINE_ORDER, cursor);
    if (cursor !== undefined && !after) throw unknownCursor();
    await find(key, id);
    const state = (result?.toUpperCase() ?? null) as ImportLineState | null;
    const { rows, next } = await listImportResults(key, id, { state, after, size: limit });
    return context.json({ data: rows.map(importResultBody), next_cursor: next }, 200);
  });

/** Passes on a body, and adds it to a hash. */
async function* hashed(body: Body, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
}

async function find(key: ApiKey<"connections:read"> | ApiKey<"connections:write">, id: string): Promise<FoundImport> {
  const found = await getImport(key, id);
  if (!found) throw new RefusedError("not_found");
  return found;
}
