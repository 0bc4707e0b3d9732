import { afterAll, beforeAll, expect, test } from "vitest";
import { type HeroJson, makeHeroJson } from "../receipts/hero-json.ts";
import type { Sandbox } from "../start.ts";
import { claimsOf, connect, control, startTestSandbox } from "../testing.ts";

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  // Nobody listens at the webhook's address: the receipt is made all the same.
  sandbox = await startTestSandbox({ SANDBOX_WEBHOOK_URL: "http://127.0.0.1:1/" });
  token = await connect(sandbox);
  const receipthero_id = claimsOf(token).receipthero_id;
  const fields = { type: "receipt_notification", receipthero_id, receipt_id: "r-1", merchant_name: "Kahvila Ääni" };
  const { body } = await control(sandbox, "POST", "/webhooks", fields);
  expect(body).toMatchObject({ delivered: false, status: null });
});
afterAll(() => sandbox.close());

const read = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.api}/api/v1/receipts/${path}/`, {
    headers: { RECEIPTHERO_APIKEY: "sandbox-api-key", Authorization: `Bearer ${token}`, ...headers },
  });

test("hero_json is the receipt of the shop in the notification", async () => {
  const receipt = (await (await read("r-1/hero_json")).json()) as HeroJson;
  expect(receipt.type).toBe("PURCHASE");
  expect(receipt.merchant.name).toBe("Kahvila Ääni");
});

test("the amounts of any receipt are cents that add up", () => {
  for (let index = 0; index < 200; index += 1) {
    const receipt = makeHeroJson({ receiptId: `r-${index}`, receiptheroId: "c", merchantName: "M", createdAt: 0 });
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    const paid = total(receipt.payments.map((payment) => payment.amount));
    expect(paid).toBe(total(receipt.products.map((product) => product.totalAmountIncVAT)));
    expect(paid).toBe(total(receipt.vats.map((vat) => vat.totalAmountIncVAT)));
    expect(receipt.vats.map((vat) => vat.VATRate)).toEqual(["14.0", "25.5"]);
    for (const vat of receipt.vats) expect(vat.totalAmountExcVAT + vat.totalVATAmount).toBe(vat.totalAmountIncVAT);
    for (const product of receipt.products) {
      expect(product.unitPriceIncVAT * Number(product.quantity)).toBe(product.totalAmountIncVAT);
    }
  }
});

test("hero_pdf is a PDF whose table of objects is right", async () => {
  const response = await read("r-1/hero_pdf");
  expect(response.headers.get("Content-Type")).toBe("application/pdf");
  const file = Buffer.from(await response.arrayBuffer()).toString("latin1");
  expect(file.startsWith("%PDF-1.4")).toBe(true);
  const tableAt = Number(/startxref\n(\d+)/.exec(file)?.[1]);
  expect(file.slice(tableAt, tableAt + 4)).toBe("xref");
  const offsets = [...file.matchAll(/^(\d{10}) 00000 n/gm)].map((match) => Number(match[1]));
  expect(offsets.map((offset) => file.slice(offset, offset + 7))).toEqual([1, 2, 3, 4, 5].map((n) => `${n} 0 obj`));
  expect(file).toContain("Kahvila Ääni");
});

test("what is not there, and who may not", async () => {
  expect((await read("r-1/finvoice_xml")).status).toBe(406);
  expect((await read("r-1/other")).status).toBe(404);
  expect((await read("r-2/hero_json")).status).toBe(404);
  expect((await read("r-1/hero_json", { RECEIPTHERO_APIKEY: "wrong" })).status).toBe(401);
  expect((await read("r-1/hero_json", { Authorization: "Bearer wrong" })).status).toBe(401);
  expect((await read("r-1/hero_json", { Authorization: "Token x" })).status).toBe(401);
  const writeOnly = await connect(sandbox, { scope: "receipt:write" });
  expect((await read("r-1/hero_json", { Authorization: `Bearer ${writeOnly}` })).status).toBe(403);
});
