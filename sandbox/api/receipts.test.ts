import { afterAll, beforeAll, expect, test } from "vitest";
import type { HeroJson } from "../receipts/hero-json.ts";
import { receiptKind } from "../receipts/kinds.ts";
import type { Sandbox } from "../start.ts";
import { claimsOf, connect, control, startTestSandbox } from "../testing.ts";

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  // Nobody listens at the webhook's address: the receipt is made all the same.
  sandbox = await startTestSandbox({ SANDBOX_WEBHOOK_URL: "http://127.0.0.1:1/" });
  token = await connect(sandbox);
  const { body } = await make({ receipt_id: "r-1", merchant_name: "Kahvila Ääni" });
  expect(body).toMatchObject({ delivered: false, status: null });
});
afterAll(() => sandbox.close());

const make = (fields: Record<string, unknown>) =>
  control(sandbox, "POST", "/webhooks", {
    type: "receipt_notification",
    receipthero_id: claimsOf(token).receipthero_id,
    ...fields,
  });

const read = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.api}/api/v1/receipts/${path}/`, {
    headers: { RECEIPTHERO_APIKEY: "sandbox-api-key", Authorization: `Bearer ${token}`, ...headers },
  });

const readHeroJson = async (receiptId: string) => (await (await read(`${receiptId}/hero_json`)).json()) as HeroJson;

test("hero_json is the receipt of the shop in the notification", async () => {
  const receipt = await readHeroJson("r-1");
  expect(receipt.type).toBe("PURCHASE");
  expect(receipt.merchant.name).toBe("Kahvila Ääni");
});

test.each(["hero_pdf", "finvoice_pdf"])("%s is a PDF whose table of objects is right", async (format) => {
  const response = await read(`r-1/${format}`);
  expect(response.headers.get("Content-Type")).toBe("application/pdf");
  const file = Buffer.from(await response.arrayBuffer()).toString("latin1");
  expect(file.startsWith("%PDF-1.4")).toBe(true);
  const tableAt = Number(/startxref\n(\d+)/.exec(file)?.[1]);
  expect(file.slice(tableAt, tableAt + 4)).toBe("xref");
  const offsets = [...file.matchAll(/^(\d{10}) 00000 n/gm)].map((match) => Number(match[1]));
  expect(offsets.map((offset) => file.slice(offset, offset + 7))).toEqual([1, 2, 3, 4, 5].map((n) => `${n} 0 obj`));
  expect(file).toContain("Kahvila Ääni");
});

test.each(receiptKind.options)("%s: all formats are of the chosen kind and agree", async (kind) => {
  await make({ receipt_id: `chosen-${kind}`, kind });
  const receipt = await readHeroJson(`chosen-${kind}`);
  const total = (receipt.totalPriceIncVAT / 100).toFixed(2);
  for (const format of ["hero_pdf", "finvoice_pdf"]) {
    const pdf = Buffer.from(await (await read(`chosen-${kind}/${format}`)).arrayBuffer()).toString("latin1");
    expect(pdf).toContain(`Total   ${total} ${receipt.currencyISOCode}`);
    for (const { name } of receipt.products) expect(pdf).toContain(name);
  }
  const response = await read(`chosen-${kind}/finvoice_xml`);
  expect(response.headers.get("Content-Type")).toBe("application/xml");
  const finvoice = await response.text();
  expect(finvoice).toContain(`>${total.replace(".", ",")}</InvoiceTotalVatIncludedAmount>`);
  expect(finvoice).toContain("<BuyerOrganisationName>Aino Virtanen</BuyerOrganisationName>");
});

test("a kind comes from the id, the announcement, or the notification, which wins", async () => {
  await make({ receipt_id: "fuel-9" });
  expect((await readHeroJson("fuel-9")).products).toMatchObject([{ quantityCode: "LTR" }]);
  await make({ type: "transaction_notification", receipt_id: "fuel-10", kind: "return" });
  await make({ receipt_id: "fuel-10" });
  expect((await readHeroJson("fuel-10")).type).toBe("RETURN");
  await make({ receipt_id: "return-11", kind: "exchange" });
  expect((await readHeroJson("return-11")).type).toBe("PURCHASE_AND_RETURN");
  expect((await make({ receipt_id: "r-12", kind: "gift" })).status).toBe(400);
});

test("a given content is served unchanged, and one that is no HeroJSON has no other format", async () => {
  const content = JSON.parse('{"merchant":{"name":"X","companyID":7},"__proto__":{"a":1},"payments":[{"amount":1.5}]}');
  await make({ receipt_id: "odd", content });
  expect(await (await read("odd/hero_json")).text()).toBe(JSON.stringify(content));
  for (const format of ["hero_pdf", "finvoice_xml", "finvoice_pdf"]) {
    expect((await read(`odd/${format}`)).status).toBe(404);
  }
  await make({ receipt_id: "null", content: null });
  expect(await (await read("null/hero_json")).text()).toBe("null");
  await make({ receipt_id: "right", content: await readHeroJson("r-1") });
  expect((await read("right/finvoice_xml")).status).toBe(200);
});

test("a receipt can lack formats", async () => {
  await make({ receipt_id: "plain", formats: ["hero_json", "hero_pdf"] });
  const statuses = await Promise.all(
    ["hero_json", "hero_pdf", "finvoice_xml", "finvoice_pdf"].map((format) => read(`plain/${format}`)),
  );
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 404, 404]);
});

test("a full notification holds the receipt that can be read", async () => {
  const { body } = await make({ type: "full_receipt_notification", receipt_id: "f-1", kind: "voucher" });
  expect(body.sent).toMatchObject({ receipt_json: await readHeroJson("f-1"), receipt_web_url: expect.any(String) });
});

test("a token reads the receipts of its own connection alone", async () => {
  const { body } = await control<{ connections: { access_token: string }[] }>(sandbox, "POST", "/connections", {
    account: "acc-mikko",
    scopes: ["receipt:read"],
  });
  const [other] = body.connections;
  expect((await read("r-1/hero_json", { Authorization: `Bearer ${other?.access_token}` })).status).toBe(404);
});

test("missing receipts and refused clients get their errors", async () => {
  expect((await read("r-1/other")).status).toBe(404);
  expect((await read("r-2/hero_json")).status).toBe(404);
  expect((await read("r-1/hero_json", { RECEIPTHERO_APIKEY: "wrong" })).status).toBe(401);
  expect((await read("r-1/hero_json", { Authorization: "Bearer wrong" })).status).toBe(401);
  expect((await read("r-1/hero_json", { Authorization: "Token x" })).status).toBe(401);
  const writeOnly = await connect(sandbox, { scope: "receipt:write" });
  expect((await read("r-1/hero_json", { Authorization: `Bearer ${writeOnly}` })).status).toBe(403);
});
