import { apiPermissions } from "../../lib/principal.ts";
import { addApiKey, callApi } from "../fixtures/api.ts";
import { settle } from "../fixtures/background-work.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// The answer to no key, and to a key of each single permission. The table is compared with the document of the built
// server: the test fails if an operation has no line here, or if a line has no operation.

/** The answer to a key with this permission. Every other key gets 403. */
const OPERATIONS: Record<string, [permission: (typeof apiPermissions)[number], status: number]> = {
  "GET /connections": ["connections:read", 200],
  "GET /connections/{receipthero_id}": ["connections:read", 200],
  // Without a body.
  "PATCH /connections/{receipthero_id}": ["connections:write", 400],
  // ReceiptHero does not know the token.
  "DELETE /connections/{receipthero_id}": ["connections:write", 202],
  "GET /connections/{receipthero_id}/certificate": ["connections:read", 409],
  "GET /connections/{receipthero_id}/receipts": ["receipts:read", 200],
  // It is not ready.
  "GET /connections/{receipthero_id}/receipts/{receipt_id}": ["receipts:read", 404],
  "GET /connections/{receipthero_id}/token": ["tokens:read", 403],
  // Without a body.
  "POST /imports": ["connections:write", 415],
  "GET /imports/{import_id}": ["connections:read", 200],
  "GET /imports/{import_id}/results": ["connections:read", 200],
  "POST /connect-sessions": ["connect:write", 400],
  "GET /connect-sessions/{session_id}": ["connect:write", 200],
  "POST /outgoing-receipts": ["receipts:write", 400],
  "GET /outgoing-receipts": ["receipts:write", 200],
  "GET /outgoing-receipts/{id}": ["receipts:write", 200],
  "GET /events": ["events:read", 200],
  "GET /webhook-endpoints": ["events:read", 200],
  "POST /webhook-endpoints": ["events:write", 400],
  "GET /webhook-endpoints/{endpoint_id}": ["events:read", 200],
  // Without a body, which changes nothing.
  "PATCH /webhook-endpoints/{endpoint_id}": ["events:write", 200],
  "DELETE /webhook-endpoints/{endpoint_id}": ["events:write", 204],
  "POST /webhook-endpoints/{endpoint_id}/rotate-secret": ["events:write", 201],
  "POST /webhook-endpoints/{endpoint_id}/ping": ["events:write", 202],
  "POST /webhook-endpoints/{endpoint_id}/redeliver": ["events:write", 400],
  "GET /merchants": ["merchants:read", 200],
  "GET /merchants/{merchant_id}": ["merchants:read", 200],
  "PATCH /merchants/{merchant_id}": ["merchants:write", 400],
};

type Document = { paths: Record<string, Record<string, unknown>> };

test("every operation answers a key of each permission as the table says, and no key is refused", async ({ stack }) => {
  const { paths } = (await (await callApi(stack, "/openapi.json")).json()) as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const keys = [null, ...(await Promise.all(apiPermissions.map((permission) => addApiKey(stack, [permission]))))];
  const seen: Record<string, number[]> = {};
  for (const operation of operations) {
    const [method = "", path = ""] = operation.split(" ");
    const statuses: number[] = [];
    for (const key of keys) {
      const fixture = await createAccessFixture(stack);
      await settle(stack);
      const values: Record<string, string> = {
        receipthero_id: fixture.active,
        receipt_id: fixture.receipt,
        merchant_id: fixture.merchant,
        import_id: fixture.imported,
        session_id: fixture.connectSession,
        id: fixture.failedReceipt,
        endpoint_id: await addEndpoint(stack),
      };
      const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);
      statuses.push((await callApi(stack, address, { key, method })).status);
    }
    seen[operation] = statuses;
  }
  const expected = Object.entries(OPERATIONS).map(([operation, [needed, status]]) => {
    return [operation, [401, ...apiPermissions.map((permission) => (permission === needed ? status : 403))]];
  });
  expect(seen).toEqual(Object.fromEntries(expected));
});

/** Adds a webhook endpoint that gets nothing. @returns its id */
async function addEndpoint({ database }: Stack): Promise<string> {
  const { id } = await database.row<{ id: string }>(
    `INSERT INTO "WebhookEndpoint" (id, url, types, "sealedSecret")
     VALUES (gen_random_uuid(), 'https://192.0.2.1/', '{ping}', 'not a secret') RETURNING id`,
  );
  return id;
}
