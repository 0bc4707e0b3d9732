import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../start.ts";
import { claimsOf, connect, control, startTestSandbox } from "../testing.ts";

let sandbox: Sandbox;
let answer = 200;
const types: string[] = [];
const partner = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  types.push(JSON.parse(Buffer.concat(chunks).toString()).notification_type);
  outgoing.writeHead(answer).end();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => partner.listen(0, "127.0.0.1", resolve));
  const { port } = partner.address() as AddressInfo;
  sandbox = await startTestSandbox({ SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${port}/hook` });
});
afterAll(async () => {
  await sandbox.close();
  partner.close();
});

const submit = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.pages}/receipts`, { method: "POST", body: new URLSearchParams(fields), headers });

test("the start page leads to a form that sends a receipt of the chosen kind", async () => {
  const receipthero_id = String(claimsOf(await connect(sandbox)).receipthero_id);
  const start = await (await fetch(sandbox.pages)).text();
  const path = /href="(\/receipts\?[^"]+)"/.exec(start)?.[1] ?? "";
  expect(await (await fetch(`${sandbox.pages}${path}`)).text()).toContain('<option value="return"');

  const fields = { receipthero_id, kind: "return", merchant_name: "Kauppa <i>", receipt_id: "", notification: "both" };
  const sent = await (await submit(fields)).text();
  expect(sent).toContain("The partner took the notification");
  expect(sent).toContain("Kauppa &lt;i&gt;");
  expect(types).toEqual(["transaction_notification", "receipt_notification"]);
  const { body } = await control(sandbox, "GET", "/state");
  expect(body.receipts).toMatchObject([{ receipthero_id, kind: "return", merchant_name: "Kauppa <i>" }]);

  const announced = await (await submit({ ...fields, notification: "transaction_notification" })).text();
  expect(announced).toMatch(/name="receipt_id" value="[0-9a-f-]{36}"/);
  expect(sent).toContain('name="receipt_id" value=""');

  answer = 503;
  const refused = await submit({ ...fields, receipt_id: "r-9", notification: "full_receipt_notification" });
  answer = 200;
  expect(await refused.text()).toContain("did not take the notification of <code>r-9</code>: 503");
});

test("another website's form and a connection that is not there are refused", async () => {
  const receipthero_id = String(claimsOf(await connect(sandbox)).receipthero_id);
  expect((await submit({ receipthero_id }, { "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
  expect((await submit({ receipthero_id: "none" })).status).toBe(404);
  expect((await submit({})).status).toBe(404);
  expect((await fetch(`${sandbox.pages}/receipts`)).status).toBe(404);
});
