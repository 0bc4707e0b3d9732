import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { env } from "@/lib/env";
import { heroJsonSchema, sum } from "@/lib/receipthero/hero-json";
import { fetchReceipt, fetchReceiptPdf, statusOfUnknownReceipt } from "@/lib/receipthero/receipt";
import type { Sandbox } from "@/sandbox/start";
import { claimsOf, connect, control, revokeToken, startTestSandbox } from "@/sandbox/testing";

const TIMEOUT = 5_000;

let sandbox: Sandbox;
let token: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  process.env.RECEIPTHERO_API_URL = sandbox.api;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  token = await connect(sandbox);
});
afterAll(() => sandbox.close());

/** Creates a receipt at ReceiptHero. */
async function makeReceipt(receiptId: string, merchantName = "Kahvila Esimerkki Oy"): Promise<void> {
  await control(sandbox, "POST", "/webhooks", {
    type: "receipt_notification",
    receipthero_id: claimsOf(token).receipthero_id,
    receipt_id: receiptId,
    merchant_name: merchantName,
  });
}

/** The HeroJSON that the sandbox returns. */
async function rawReceipt(receiptId: string) {
  const response = await fetch(`${sandbox.api}/api/v1/receipts/${receiptId}/hero_json/`, {
    headers: { Authorization: `Bearer ${token}`, RECEIPTHERO_APIKEY: "sandbox-api-key" },
  });
  return response.json();
}

test("a receipt is what ReceiptHero's document says, in cents", async () => {
  await makeReceipt("r-1");
  const raw = await rawReceipt("r-1");
  const receipt = await fetchReceipt(token, "r-1", TIMEOUT);

  expect(receipt.currency).toBe("EUR");
  expect(receipt.shop).toEqual({
    name: "Kahvila Esimerkki Oy",
    companyId: raw.merchant.companyID,
    branch: "Kamppi",
    address: ["Esimerkkikatu 1", "00100 Helsinki", "FI"],
  });
  expect(receipt.lines.map(({ name, quantity, unitPrice, total }) => [name, quantity, unitPrice, total])).toEqual(
    raw.products.map((product: Record<string, unknown>) => [
      product.name,
      product.quantity,
      product.unitPriceIncVAT,
      product.totalAmountIncVAT,
    ]),
  );
  expect(receipt.vats.map(({ rate, vat }) => [rate, vat])).toEqual(
    raw.vats.map((row: Record<string, unknown>) => [row.VATRate, row.totalVATAmount]),
  );
  expect(receipt.payments).toMatchObject([
    { type: "CARD", amount: raw.payments[0].amount, currency: "EUR", cardType: "Visa", cardEnding: "4242" },
  ]);
  expect(receipt.total).toBe(raw.payments[0].amount);
});

test("an id is encoded, so that it names a receipt and no other address", async () => {
  const id = "a/b?c#d%2e ä";
  await makeReceipt(id);
  await expect(fetchReceipt(token, id, TIMEOUT)).resolves.toHaveProperty("total");
  for (const dots of [".", ".."]) {
    await expect(fetchReceipt(token, dots, TIMEOUT)).rejects.toMatchObject({ code: "receipt_gone" });
  }
});

test("a PDF is the file that ReceiptHero has", async () => {
  await makeReceipt("r-1");
  const pdf = Buffer.from(await fetchReceiptPdf(token, "r-1", TIMEOUT)).toString("latin1");
  expect(pdf).toMatch(/^%PDF-1\.4[\s\S]+%%EOF\n$/);
});

describe("every failure has a reason", () => {
  const both = [
    ["a receipt", fetchReceipt],
    ["a PDF", fetchReceiptPdf],
  ] as const;

  test.each(both)("%s: refused, or not there", async (_name, read) => {
    await makeReceipt("r-1");
    await expect(read(token, "r-2", TIMEOUT)).rejects.toMatchObject({ code: "receipt_gone" });
    const writing = await connect(sandbox, { scope: "receipt:write" });
    await expect(read(writing, "r-1", TIMEOUT)).rejects.toMatchObject({ code: "receipt_refused" });
    await revokeToken(sandbox, token);
    await expect(read(token, "r-1", TIMEOUT)).rejects.toMatchObject({ code: "receipt_refused" });
  });

  test.each(
    both.flatMap(([name, read]) =>
      (
        [
          ["500", "receipt_unavailable"],
          ["503", "receipt_unavailable"],
          ["redirect", "receipt_unavailable"],
          ["cut", "receipt_unavailable"],
          ["hang", "receipt_unavailable"],
          ["drip", "receipt_unavailable"],
          ["html", "receipt_unreadable"],
          ["endless", "receipt_unreadable"],
        ] as const
      ).map(([fault, code]) => [name, fault, code, read] as const),
    ),
  )("%s: %s is %s", async (_name, fault, code, read) => {
    await makeReceipt("r-1");
    await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    const patience = fault === "hang" || fault === "drip" ? 200 : TIMEOUT;
    await expect(read(token, "r-1", patience)).rejects.toMatchObject({ code });
  });

  test("without an API key nobody is asked", async () => {
    const settings = env();
    const { RECEIPTHERO_API_KEY } = settings;
    delete settings.RECEIPTHERO_API_KEY;
    try {
      await expect(fetchReceipt(token, "r-1", TIMEOUT)).rejects.toMatchObject({ code: "api_key_missing" });
      await expect(statusOfUnknownReceipt(token, AbortSignal.timeout(TIMEOUT))).rejects.toMatchObject({
        code: "api_key_missing",
      });
    } finally {
      Object.assign(settings, { RECEIPTHERO_API_KEY });
    }
  });
});

test("the status of an unknown receipt tells how the server takes a token", async () => {
  const ask = (accessToken: string) => statusOfUnknownReceipt(accessToken, AbortSignal.timeout(TIMEOUT));
  expect(await ask(token)).toBe(404);
  expect(await ask(await connect(sandbox, { scope: "receipt:write" }))).toBe(403);
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "503" });
  await expect(ask(token)).rejects.toMatchObject({ code: "receipt_unavailable" });
  await control(sandbox, "DELETE", "/faults");
  await revokeToken(sandbox, token);
  expect(await ask(token)).toBe(401);
});

describe("a hostile document", () => {
  let server: Server;
  let answer: string | Buffer = "";

  beforeAll(async () => {
    server = createServer((_request, response) =>
      response.writeHead(200, { "Content-Type": "application/json" }).end(answer),
    );
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });
  beforeEach(() => {
    env().RECEIPTHERO_API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    env().RECEIPTHERO_API_URL = sandbox.api;
    server.close();
  });

  const shop = { name: "Shop" };
  const payment = (currencyISOCode: unknown) => ({ amount: 1, attributes: { currencyISOCode } });

  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["no object", "[]"],
    ["null", "null"],
    ["no shop", {}],
    ["a shop without a name", { merchant: { name: " " } }],
    ["a name that is a number", { merchant: { name: 7 } }],
    ["a name that is an object", { merchant: { name: { toString: "x" } } }],
    ["a name of a megabyte", { merchant: { name: "x".repeat(1024 * 1024) } }],
    ["a long name", { merchant: { name: "x".repeat(501) } }],
    ["a product that is none", { merchant: shop, products: [null] }],
    ["products that are no list", { merchant: shop, products: { length: 1 } }],
    ["10,000 products", { merchant: shop, products: Array.from({ length: 10_000 }, () => ({ name: "x" })) }],
    ["an amount in euros", { merchant: shop, payments: [{ amount: 12.5 }] }],
    ["an amount as a text", { merchant: shop, payments: [{ amount: "1250" }] }],
    ["no amount paid", { merchant: shop, payments: [{ type: "CARD" }] }],
    ["an amount beyond all money", { merchant: shop, payments: [{ amount: 1e15 }] }],
    ["an amount beyond exact numbers", `{"merchant":{"name":"x"},"payments":[{"amount":9007199254740993}]}`],
    ["a line's total in euros", { merchant: shop, products: [{ name: "x", totalAmountIncVAT: 0.1 }] }],
    ["a tax that is no number", { merchant: shop, vats: [{ totalVATAmount: "24" }] }],
    ["no currency that there could be", { merchant: shop, payments: [payment("<b>")] }],
    ["a currency of digits", { merchant: shop, payments: [payment("978")] }],
  ])("%s is not read as a receipt", async (_name, content) => {
    answer = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    await expect(fetchReceipt("token", "r", TIMEOUT)).rejects.toMatchObject({ code: "receipt_unreadable" });
  });

  test("keys that name properties of every object are read over, and texts are taken as they are", async () => {
    answer = `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"unknown":{"deep":[1]},
      "merchant":{"name":"<script>alert(1)</script>","__proto__":{"branch":{"name":"x"}},"branch":null},
      "products":[{"name":"a","quantity":2,"vats":null,"__proto__":{"totalAmountIncVAT":9}}],"vats":null,"freeText":null}`;
    const receipt = await fetchReceipt("token", "r", TIMEOUT);
    expect(receipt.shop).toEqual({ name: "<script>alert(1)</script>", companyId: null, branch: null, address: [] });
    expect(receipt.lines).toMatchObject([{ name: "a", quantity: "2", total: null }]);
    expect(receipt).toMatchObject({ currency: "EUR", vats: [], payments: [], note: null, total: null });
    expect("polluted" in {}).toBe(false);
  });

  test("a receipt that is too large, or no PDF, is not handed on as a PDF", async () => {
    for (const content of [Buffer.alloc(10 * 1024 * 1024 + 1, "%PDF-"), Buffer.from("<!doctype html>%PDF-"), ""]) {
      answer = content;
      await expect(fetchReceiptPdf("token", "r", TIMEOUT)).rejects.toMatchObject({ code: "receipt_unreadable" });
    }
  });

  test("an error does not quote a purchase", async () => {
    answer = JSON.stringify({ merchant: { name: "Secret shop" }, payments: [{ amount: "Secret amount" }] });
    const error = await fetchReceipt("token", "r", TIMEOUT).catch((caught: Error) => caught);
    expect(JSON.stringify(error) + String((error as Error).stack) + String((error as Error).cause)).not.toContain(
      "Secret",
    );
  });
});

test("the currency is that of the payments; one that names another keeps its own", () => {
  const read = (...codes: (string | null)[]) =>
    heroJsonSchema.parse({
      merchant: { name: "Shop" },
      payments: codes.map((currencyISOCode) => ({ amount: 100, attributes: { currencyISOCode } })),
    });
  expect(read()).toMatchObject({ currency: "EUR" });
  expect(read(null, "jpy")).toMatchObject({ currency: "JPY", payments: [{ currency: "JPY" }, { currency: "JPY" }] });
  expect(read("SEK", "", "NOK").payments.map(({ currency }) => currency)).toEqual(["SEK", "SEK", "NOK"]);
});

test("of a card number that nobody masked only the end is kept", () => {
  const receipt = heroJsonSchema.parse({
    merchant: { name: "Shop" },
    payments: [{ amount: 1, attributes: { maskedPAN: "4012 8888 8888 1881" } }],
  });
  expect(receipt.payments).toMatchObject([{ cardEnding: "1881" }]);
  expect(JSON.stringify(receipt)).not.toContain("8888");
});

test("with any amounts the total is exact, and with an unknown one there is none", () => {
  const amounts = fc.array(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(amounts, (cents) => {
      const exact = cents.reduce((total, value) => total + BigInt(value), 0n);
      const receipt = heroJsonSchema.parse({
        merchant: { name: "Shop" },
        products: cents.map((totalAmountIncVAT) => ({ name: "x", totalAmountIncVAT })),
      });
      expect(BigInt(receipt.total ?? 0.5)).toBe(exact);
      expect(sum([...cents, null])).toBeNull();
    }),
  );
  expect(sum([])).toBeNull();
});
