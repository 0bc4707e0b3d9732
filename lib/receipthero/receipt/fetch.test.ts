import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { env } from "@/lib/env";
import { fetchReceipt, fetchReceiptFile, statusOfUnknownReceipt } from "@/lib/receipthero/receipt/fetch";
import type { Sandbox } from "@/sandbox/start";
import { claimsOf, connect, control, revokeToken, startTestSandbox } from "@/sandbox/testing";

const soon = () => AbortSignal.timeout(5_000);

const fetchReceiptPdf = (accessToken: string, receiptId: string, deadline: AbortSignal) =>
  fetchReceiptFile("hero_pdf", accessToken, receiptId, deadline);

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
  const receipt = await fetchReceipt(token, "r-1", soon());

  expect(receipt.currency).toBe("EUR");
  expect(receipt.shop).toEqual({
    name: "Kahvila Esimerkki Oy",
    companyId: raw.merchant.companyID,
    branch: "Kamppi",
    address: ["Esimerkkikatu 1", "00100 Helsinki", "FI"],
    contact: [raw.merchant.branch.phone, raw.merchant.branch.email, raw.merchant.branch.websiteURL],
  });
  expect(receipt.lines.map(({ name, quantity, unitPrice, total }) => [name, quantity, unitPrice, total])).toEqual(
    raw.products.map((product: Record<string, unknown>) => [
      product.name,
      product.quantity,
      product.unitPriceIncVAT,
      product.totalAmountIncVAT,
    ]),
  );
  expect(receipt.vats.map(({ vat, includingVat }) => [vat, includingVat])).toEqual(
    raw.vats.map((row: Record<string, unknown>) => [row.totalVATAmount, row.totalAmountIncVAT]),
  );
  expect(receipt.payments).toMatchObject([
    { type: "CARD", amount: raw.payments[0].amount, currency: "EUR", cardEnding: "4242" },
  ]);
  expect(receipt.total).toBe(raw.payments[0].amount);
});

test("an id is encoded, so that it names a receipt and no other address", async () => {
  const id = "a/b?c#d%2e ä";
  await makeReceipt(id);
  await expect(fetchReceipt(token, id, soon())).resolves.toHaveProperty("total");
  for (const dots of [".", ".."]) {
    await expect(fetchReceipt(token, dots, soon())).rejects.toMatchObject({ code: "receipt_gone" });
  }
});

test("a PDF is the file that ReceiptHero has", async () => {
  await makeReceipt("r-1");
  const pdf = Buffer.from(await fetchReceiptPdf(token, "r-1", soon())).toString("latin1");
  expect(pdf).toMatch(/^%PDF-1\.4[\s\S]+%%EOF\n$/);
});

describe("every failure has a reason", () => {
  const both = [
    ["a receipt", fetchReceipt],
    ["a PDF", fetchReceiptPdf],
  ] as const;

  test.each(both)("%s: refused, or not there", async (_name, read) => {
    await makeReceipt("r-1");
    await expect(read(token, "r-2", soon())).rejects.toMatchObject({ code: "receipt_gone" });
    const writing = await connect(sandbox, { scope: "receipt:write" });
    await expect(read(writing, "r-1", soon())).rejects.toMatchObject({ code: "receipt_refused" });
    await revokeToken(sandbox, token);
    await expect(read(token, "r-1", soon())).rejects.toMatchObject({ code: "receipt_refused" });
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
    const deadline = fault === "hang" || fault === "drip" ? AbortSignal.timeout(200) : soon();
    await expect(read(token, "r-1", deadline)).rejects.toMatchObject({ code });
  });

  test("without an API key nobody is asked", async () => {
    const settings = env();
    const { RECEIPTHERO_API_KEY } = settings;
    delete settings.RECEIPTHERO_API_KEY;
    try {
      await expect(fetchReceipt(token, "r-1", soon())).rejects.toMatchObject({ code: "api_key_missing" });
      await expect(statusOfUnknownReceipt(token, soon())).rejects.toMatchObject({
        code: "api_key_missing",
      });
    } finally {
      Object.assign(settings, { RECEIPTHERO_API_KEY });
    }
  });
});

test("the status of an unknown receipt tells how the server takes a token", async () => {
  const ask = (accessToken: string) => statusOfUnknownReceipt(accessToken, soon());
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

  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["no object", "[]"],
    ["null", "null"],
    ["an amount in euros", { merchant: { name: "Shop" }, totalPriceIncVAT: 12.5 }],
    ["more than 512 KB", { merchant: { name: "x".repeat(512 * 1024) } }],
  ])("%s is not read as a receipt", async (_name, content) => {
    answer = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    await expect(fetchReceipt("secret-1", "r", soon())).rejects.toMatchObject({ code: "receipt_unreadable" });
  });

  test("lists within lists do no harm, however deep they are", async () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    answer = deep;
    await expect(fetchReceipt("secret-1", "r", soon())).rejects.toMatchObject({ code: "receipt_unreadable" });
    answer = `{"merchant":{"name":"Shop"},"freeText":${deep},"customAttributes":${deep},"unknown":${deep}}`;
    expect(await fetchReceipt("secret-1", "r", soon())).toMatchObject({ note: null, attributes: [] });
  });

  test("a receipt that repeats our token or our key is not read, in whatever format", async () => {
    for (const secret of ["secret-1", env().RECEIPTHERO_API_KEY ?? ""]) {
      const escaped = [...secret].map((sign) => `\\u00${sign.charCodeAt(0).toString(16)}`).join("");
      for (const text of [secret, escaped]) {
        answer = `{"merchant":{"name":"Shop"},"freeText":"Bearer ${text}"}`;
        await expect(fetchReceipt("secret-1", "r", soon())).rejects.toMatchObject({ code: "receipt_unreadable" });
      }
      answer = `<?xml version="1.0"?><Finvoice>${secret}</Finvoice>`;
      const file = fetchReceiptFile("finvoice_xml", "secret-1", "r", soon());
      await expect(file).rejects.toMatchObject({ code: "receipt_unreadable" });
    }
  });

  test("a Finvoice is read with its envelope and byte order mark, and a page is none", async () => {
    const envelope = `\ufeff<SOAP-ENV:Envelope></SOAP-ENV:Envelope>\n<?xml version="1.0"?><Finvoice Version="3.0"/>`;
    for (const good of ['<?xml version="1.0" encoding="ISO-8859-15"?>\n<Finvoice Version="3.0"/>', envelope]) {
      answer = Buffer.from(good);
      expect(Buffer.from(await fetchReceiptFile("finvoice_xml", "secret-1", "r", soon()))).toEqual(answer);
    }
    for (const bad of ["<!doctype html><p>Finvoice", "<html>Finvoice</html>", "<Invoice/>", "Finvoice", "%PDF-1.4"]) {
      answer = bad;
      const file = fetchReceiptFile("finvoice_xml", "secret-1", "r", soon());
      await expect(file).rejects.toMatchObject({ code: "receipt_unreadable" });
    }
  });

  test("a receipt that is too large, or no PDF, is not handed on as a PDF", async () => {
    for (const content of [Buffer.alloc(10 * 1024 * 1024 + 1, "%PDF-"), Buffer.from("<!doctype html>%PDF-"), ""]) {
      answer = content;
      await expect(fetchReceiptPdf("token", "r", soon())).rejects.toMatchObject({ code: "receipt_unreadable" });
    }
  });

  test("an error does not quote a purchase", async () => {
    answer = JSON.stringify({ merchant: { name: "Secret shop" }, payments: [{ amount: "Secret amount" }] });
    const error = await fetchReceipt("token", "r", soon()).catch((caught: Error) => caught);
    expect(JSON.stringify(error) + String((error as Error).stack) + String((error as Error).cause)).not.toContain(
      "Secret",
    );
  });
});
