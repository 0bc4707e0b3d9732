import { api } from "@/lib/api/app";
import { env } from "@/lib/env";
import { type Call, callApi } from "@/test/api";
import type { TestDatabase } from "@/test/database";
import { addApiKey, addConnection, addImport, createOwner } from "@/test/factories";
import { addOutgoingReceipt } from "@/test/outgoing-receipts";

// Every operation of the API, as its document describes it.

type Parameter = { name: string; in: string; required?: boolean };
type Schema = {
  $ref?: string;
  properties?: object;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};
type Operation = {
  operationId: string;
  "x-permission": string;
  security: unknown;
  parameters?: Parameter[];
  responses: Record<string, { description: string }>;
  requestBody?: { content: Record<string, { schema: Schema }> };
};

// Without the settings, which the fixture of the database must set first.
export const document = api.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "", version: "1" } });
export const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    ...(operation as Operation),
  })),
);
export type Described = (typeof operations)[number];

async function addSession(database: TestDatabase): Promise<string> {
  env().CONNECT_RETURN_ORIGINS = ["https://app.example.com"];
  const key = await addApiKey(database, ["connect:write"]);
  const body = { purpose: "connect", external_id: crypto.randomUUID(), business_name: "Kahvila Aamu Oy" };
  const session = { ...body, return_url: "https://app.example.com/" };
  return (await callApi("/connect-sessions", { key, method: "POST", body: session })).body.id;
}

/** Adds a webhook endpoint that gets nothing. */
async function addEndpoint(database: TestDatabase): Promise<string> {
  const { rows } = await database.client.query<{ id: string }>(
    `INSERT INTO "WebhookEndpoint" (id, url, types, "sealedSecret")
     VALUES (gen_random_uuid(), 'https://192.0.2.1/', '{ping}', 'not a secret') RETURNING id`,
  );
  return rows[0]?.id ?? "";
}

/** The path of an operation for these parameters. */
export const addressOf = ({ path }: Described, values: Record<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? name));
/** A body of the type that an operation reads: JSON, or one line of it. */
export const bodyOf = ({ requestBody }: Described, body: unknown): Call => {
  if (!requestBody) return {};
  return "application/x-ndjson" in requestBody.content ? { lines: `${JSON.stringify(body)}\n` } : { body };
};
/** The fields of the body that an operation reads. */
export const fieldsOf = ({ requestBody }: Described): string[] =>
  Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => propertiesOf(schema));

function propertiesOf(schema: Schema): string[] {
  const { $ref, properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = schema;
  const referred = $ref && document.components?.schemas?.[$ref.split("/").at(-1) ?? ""];
  const parts = [...anyOf, ...oneOf, ...allOf, ...(items ? [items] : []), ...(referred ? [referred as Schema] : [])];
  return [...new Set([...Object.keys(properties), ...parts.flatMap(propertiesOf)])];
}

/** Adds something for each parameter that a path has. @returns their IDs */
export async function addOneOfEach(database: TestDatabase): Promise<Record<string, string>> {
  const { merchant } = await createOwner(database);
  return {
    receipthero_id: await addConnection(database, merchant.id, { status: "DISCONNECTED" }),
    receipt_id: "r-1",
    session_id: await addSession(database),
    endpoint_id: await addEndpoint(database),
    merchant_id: merchant.id,
    id: await addOutgoingReceipt(database),
    import_id: await addImport(database),
  };
}
