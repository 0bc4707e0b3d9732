import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { receiptKind } from "../receipts/kinds.ts";
import { makeHeroJson } from "../receipts/make-hero-json.ts";
import type { Sandbox } from "../start.ts";
import { control, seeState, startTestSandbox } from "../testing.ts";

type Granted = { receipthero_id: string; access_token: string };
type Receipts = {
  receipts: { receipt_id: string; receipthero_id: string; merchant_name: string; kind: string | null }[];
  deliveries: { receipthero_id: string }[];
  sending: { requests: number; taken: number };
};

let sandbox: Sandbox;
const notified: Record<string, unknown>[] = [];
const partner = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  notified.push(JSON.parse(Buffer.concat(chunks).toString()));
  outgoing.writeHead(200).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => partner.listen(0, "127.0.0.1", resolve));
  const { port } = partner.address() as AddressInfo;
  sandbox = await startTestSandbox({ SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${port}/hook` });
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  notified.length = 0;
});
afterAll(async () => {
  await sandbox.close();
  partner.close();
});

async function grant(account: string, scopes = ["receipt:read", "receipt:write"]): Promise<Granted> {
  const { body } = await control<{ connections: [Granted] }>(sandbox, "POST", "/connections", { account, scopes });
  return body.connections[0];
}

const heroJson = (kind: (typeof receiptKind.options)[number] = "cash") =>
  makeHeroJson({ receiptId: "sent", receiptheroId: "c", merchantName: "Myyjä Oy", createdAt: 0, kind });

const send = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.api}/api/v1/receipts/`, {
    method: "POST",
    redirect: "manual",
    headers: { Authorization: "Token sandbox-api-key", "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const sendTo = (...tokens: Record<string, string>[]) => send({ attributes: { tokens }, receipt: heroJson() });

const seeReceipts = async () => (await control<Receipts>(sandbox, "GET", "/state")).body;

/** Waits until so many notifications arrived and nothing is on its way; gives the connections that have a receipt. */
async function recipients(count: number): Promise<string[]> {
  await expect.poll(async () => [notified.length, (await seeReceipts()).deliveries.length]).toEqual([count, 0]);
  return (await seeReceipts()).receipts.map(({ receipthero_id }) => receipthero_id);
}

test("a receipt for a user reaches each connection of the account that reads, and is served as it was sent", async () => {
  const sender = await grant("acc-aino");
  const reader = await grant("acc-aino", ["receipt:read"]);
  await grant("acc-aino", ["receipt:write"]);
  await grant("acc-mikko");
  const response = await sendTo({ type: "USER", value: sender.access_token });
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/json");
  expect(await recipients(2)).toEqual([sender.receipthero_id, reader.receipthero_id]);

  const [{ receipt_id: id = "" } = {}] = (await seeReceipts()).receipts;
  expect(notified.map(({ receipthero_id, ...rest }) => [receipthero_id, rest])).toEqual(
    expect.arrayContaining(
      [sender, reader].map(({ receipthero_id }) => [
        receipthero_id,
        { notification_type: "receipt_notification", receipt_id: id },
      ]),
    ),
  );
  const served = await fetch(`${sandbox.api}/api/v1/receipts/${id}/hero_json/`, {
    headers: { RECEIPTHERO_APIKEY: "sandbox-api-key", Authorization: `Bearer ${reader.access_token}` },
  });
  expect(await served.json()).toEqual(heroJson());
  expect(await seeReceipts()).toMatchObject({ sending: { requests: 1, taken: 1 } });
});

test("an address, a card and the card that was paid with find the account", async () => {
  const mikko = await grant("acc-mikko");
  const linnea = await grant("acc-linnea");
  await sendTo({ type: "EMAIL", value: "Mikko.Korhonen@example.com" });
  expect(await recipients(1)).toEqual([mikko.receipthero_id]);
  await sendTo(
    { type: "CARD", value: "card-linnea-1", id: "till" },
    { type: "EMAIL", value: "mikko.korhonen@example.com" },
  );
  expect((await recipients(3)).slice(1).toSorted()).toEqual(
    [mikko, linnea].map((one) => one.receipthero_id).toSorted(),
  );

  const aino = await grant("acc-aino");
  // The sandbox's purchases are paid with a card that ends in 4242, which is Aino's.
  expect((await send(heroJson("purchase"))).status).toBe(200);
  expect((await recipients(4)).at(-1)).toBe(aino.receipthero_id);
});

test("an identifier names nobody until it is scanned", async () => {
  await grant("acc-aino");
  const tokens = ["RECEIPT_ID", "DYNAMIC_QR_CODE"].map((type) => ({ type, value: "1", namespace: "shop" }));
  expect((await sendTo(...tokens)).status).toBe(200);
  expect(await recipients(0)).toEqual([]);
});

test.each(receiptKind.options)("%s, alone and without a slash at the end of the path, is taken", async (kind) => {
  const address = `${sandbox.api}/api/v1/receipts`;
  const headers = { Authorization: "Token sandbox-api-key", "Content-Type": "application/json" };
  const body = JSON.stringify(heroJson(kind));
  expect((await fetch(address, { method: "POST", headers, body })).status).toBe(200);
});

const without = (member: string) => ({ ...heroJson(), [member]: undefined });

test.each([
  ["no receipt number", without("receiptNumber"), "receiptNumber"],
  ["no time", without("receiptTimeStamp"), "receiptTimeStamp"],
  ["no type", without("type"), "type"],
  ["no currency", without("currencyISOCode"), "currencyISOCode"],
  ["no total", without("totalPriceIncVAT"), "totalPriceIncVAT"],
  ["no merchant", without("merchant"), "merchant"],
  ["no payments", without("payments"), "payments"],
  ["a type that nobody documents", { ...heroJson(), type: "GIFT" }, "type"],
  ["a time without an offset", { ...heroJson(), receiptTimeStamp: "2026-03-03T10:00:00" }, "receiptTimeStamp"],
  ["an amount in euros", { ...heroJson(), totalPriceIncVAT: 12.5 }, "totalPriceIncVAT"],
  ["a total as text", { ...heroJson(), totalPriceIncVAT: "1250" }, "totalPriceIncVAT"],
  ["a rate as a number", { ...heroJson(), vats: [{ ...heroJson().vats[0], VATRate: 25.5 }] }, "vats.0.VATRate"],
  ["a quantity as a number", productWith({ quantity: 1 }), "products.0.quantity"],
  ["a unit price with a point", productWith({ unitPriceIncVATDecimal: "7.95" }), "products.0.unitPriceIncVATDecimal"],
  ["an unknown payment", { ...heroJson(), payments: [{ type: "BARTER", amount: 1 }] }, "payments.0.type"],
  ["no receipt in the envelope", { attributes: { tokens: [{ type: "USER", value: "x" }] } }, "receipt"],
  ["an envelope without tokens", { attributes: { tokens: [] }, receipt: heroJson() }, "attributes.tokens"],
  ["a token that nobody documents", tokenOf({ type: "PHONE", value: "1" }), "attributes.tokens.0.type"],
  ["a card without an id", tokenOf({ type: "CARD", value: "1" }), "attributes.tokens.0.id"],
  ["an identifier without a namespace", tokenOf({ type: "RECEIPT_ID", value: "1" }), "attributes.tokens.0.namespace"],
  ["text", '"receipt"', "body"],
])("%s is refused with an error that names it", async (_name, body, member) => {
  const response = await send(body);
  expect(response.status).toBe(400);
  const error = (await response.json()) as Record<string, string>;
  expect(error).toEqual({ error: "invalid_field", decription: expect.any(String) });
  expect(error.decription).toMatch(new RegExp(`^${member.replaceAll(".", "\\.")}: `));
  expect((await seeReceipts()).sending).toEqual({ requests: 1, taken: 0 });
});

function productWith(members: object) {
  return { ...heroJson(), products: [{ ...heroJson().products[0], ...members }] };
}

function tokenOf(token: object) {
  return { attributes: { tokens: [token] }, receipt: heroJson() };
}

test("several errors are a list", async () => {
  const response = await send({ ...heroJson(), type: "GIFT", receiptNumber: "" });
  expect(await response.json()).toEqual([
    { error: "invalid_field", decription: expect.stringMatching(/^type: /) },
    { error: "invalid_field", decription: expect.stringMatching(/^receiptNumber: /) },
  ]);
});

/** The status of a refusal, whose body must be one error. */
async function refusalOf(sent: Promise<Response>): Promise<number> {
  const response = await sent;
  expect(Object.keys((await response.json()) as object)).toEqual(["error", "decription"]);
  return response.status;
}

test("a wrong key, another media type and no JSON are refused with errors of the same shape", async () => {
  expect(await refusalOf(send(heroJson(), { Authorization: "Token wrong" }))).toBe(401);
  expect(await refusalOf(send(heroJson(), { Authorization: "Bearer sandbox-api-key" }))).toBe(401);
  expect(await refusalOf(send(heroJson(), { "Content-Type": "text/plain" }))).toBe(415);
  expect(await refusalOf(send("{"))).toBe(400);
});

test("a user token must be of a connection that may write, of the partner whose key was sent", async () => {
  const errorOf = async (sent: Promise<Response>) => ((await (await sent).json()) as { error?: string }).error;
  const reader = await grant("acc-aino", ["receipt:read"]);
  expect(await errorOf(sendTo({ type: "USER", value: reader.access_token }))).toBe("insufficient_scope");
  expect(await errorOf(sendTo({ type: "USER", value: "gone" }))).toBe("invalid_token");
  const other = { id: "other", secret: "s", redirectUris: ["http://localhost:9/cb"], apiKey: "other-key" };
  await control(sandbox, "POST", "/clients", other);
  const { access_token } = await grant("acc-aino");
  const body = { attributes: { tokens: [{ type: "USER", value: access_token }] }, receipt: heroJson() };
  expect(await errorOf(send(body, { Authorization: "Token other-key" }))).toBe("invalid_token");
  expect((await send(body)).status).toBe(200);
});

test("it can refuse with one error and with a list, and fail before it took the receipt", async () => {
  const { access_token } = await grant("acc-aino");
  const withFault = async (fault: string) => {
    await control(sandbox, "PUT", "/faults", { endpoint: "send", fault, times: 1 });
    return sendTo({ type: "USER", value: access_token });
  };
  const rejected = await withFault("rejected");
  expect([rejected.status, await rejected.json()]).toMatchObject([400, { error: "rejected" }]);
  const list = await withFault("rejected-list");
  expect([list.status, await list.json()]).toMatchObject([400, [{ error: "rejected" }, { error: "invalid_field" }]]);
  expect((await withFault("503")).status).toBe(503);
  expect((await withFault("429")).headers.get("Retry-After")).toBe("1");
  expect((await seeReceipts()).sending.taken).toBe(0);
  // The answer is spoiled, and the receipt was taken.
  expect((await withFault("html")).headers.get("Content-Type")).toContain("text/html");
  await expect(withFault("dropped")).rejects.toThrow();
  expect(await recipients(2)).toHaveLength(2);
});

test("late: taken now, and there when a minute of the sandbox clock has passed", async () => {
  const { access_token, receipthero_id } = await grant("acc-aino");
  await control(sandbox, "PUT", "/faults", { endpoint: "send", fault: "late" });
  expect((await sendTo({ type: "USER", value: access_token })).status).toBe(200);
  expect(await seeReceipts()).toMatchObject({ receipts: [], deliveries: [{ receipthero_id }] });
  await control(sandbox, "POST", "/clock", { advanceSeconds: 59 });
  expect((await seeReceipts()).receipts).toEqual([]);
  await control(sandbox, "POST", "/clock", { advanceSeconds: 1 });
  expect(await recipients(1)).toEqual([receipthero_id]);
});

test("a connection that ends before its receipt arrives gets none", async () => {
  const { access_token } = await grant("acc-aino");
  await control(sandbox, "PUT", "/faults", { endpoint: "send", fault: "late" });
  await sendTo({ type: "USER", value: access_token });
  await fetch(`${sandbox.api}/api/oauth/revoke`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${access_token}` },
  });
  expect((await seeState(sandbox)).connections[0]?.status).toBe("removed");
  await control(sandbox, "POST", "/clock", { advanceSeconds: 60 });
  expect(await recipients(0)).toEqual([]);
});

// The last test: the server closes the connection, which fetch would use again.
test("a body that is too large is refused", async () => {
  expect(await refusalOf(send({ ...heroJson(), freeText: "x".repeat(1024 * 1024) }))).toBe(413);
});
