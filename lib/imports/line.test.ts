import { expect, test } from "vitest";
import { importLineSchema } from "@/lib/api/bodies/import";
import { env } from "@/lib/env";
import { lineFields, readLine } from "@/lib/imports/line";
import { lineOf, makeToken } from "@/test/import-lines";

const read = (value: unknown) => readLine(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
const base = lineOf({ external_id: "customer-4711", access_token: makeToken("ab1c-9f", 1_700_000_000) });

test("a line with every field", () => {
  const line = {
    ...base,
    label: " Shop in Turku ",
    metadata: { till: "3", __proto__: "kept" },
    scopes: ["receipt:read", "receipt:write", "receipt:read"],
    connected_at: "2024-05-01T12:00:00+03:00",
  };
  const text = JSON.stringify(line).replace('"till":"3"', '"till":"3","__proto__":"kept"');
  expect(read(text)).toEqual({
    accessToken: base.access_token,
    receiptheroId: "ab1c-9f",
    issuedAt: "2023-11-14T22:13:20.000Z",
    externalId: "customer-4711",
    businessName: "Kahvila Aamu Oy",
    label: "Shop in Turku",
    pairs: [
      { key: "till", value: "3" },
      { key: "__proto__", value: "kept" },
    ],
    scopes: ["receipt:read", "receipt:write"],
    connectedAt: "2024-05-01T09:00:00.000Z",
  });
});

test("null is as good as a missing field", () => {
  const line = read({ ...base, label: null, metadata: null, scopes: null, connected_at: null });
  expect(line).toEqual(read(base));
  expect(line).toMatchObject({ label: null, pairs: null, scopes: null, connectedAt: null });
});

test.each<[what: string, fields: object, field: string | null]>([
  ["without a token", { access_token: undefined }, "access_token"],
  ["with a token that would end a header", { access_token: "a.b\r\nc" }, "access_token"],
  ["without an external ID", { external_id: "" }, "external_id"],
  ["with a number as external ID", { external_id: 4711 }, "external_id"],
  ["without a name", { business_name: " " }, "business_name"],
  ["with a name that is too long", { business_name: "x".repeat(81) }, "business_name"],
  ["with a NUL in its label", { label: "a\0b" }, "label"],
  ["with metadata that is a list", { metadata: ["a"] }, "metadata"],
  ["with metadata that is not text", { metadata: { a: 1 } }, "metadata"],
  ["with metadata that we add", { metadata: { merchant_id: "4711" } }, "metadata"],
  ["with 21 pairs", { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n, "x"])) }, "metadata"],
  ["with an unknown scope", { scopes: ["receipt:delete"] }, "scopes"],
  ["without scopes", { scopes: [] }, "scopes"],
  ["with a day instead of a time", { connected_at: "2024-05-01" }, "connected_at"],
  ["with a time to come", { connected_at: "9999-01-01T00:00:00Z" }, "connected_at"],
  ["with a mistyped field", { bussiness_name: "x" }, "bussiness_name"],
  ["with a field whose name is no name", { "a\0b": "x" }, null],
])("a line %s is malformed, and says where", (_what, fields, field) => {
  expect(read({ ...base, ...fields })).toMatchObject({ refusal: "malformed_line", field });
});

test.each(["nonsense", "[]", "null", "{", `{"a":`, "[".repeat(60_000), "\uFEFF{}"])("%.20j is malformed", (text) => {
  expect(read(text)).toMatchObject({ refusal: "malformed_line", field: null, externalId: null });
});

test("a line that is not UTF-8 is malformed", () => {
  const bytes = Buffer.from(JSON.stringify({ ...base, business_name: "KahvilaX" }));
  bytes[bytes.indexOf("X")] = 0xff;
  expect(readLine(bytes)).toMatchObject({ refusal: "malformed_line" });
});

test.each(["not-a-jwt", "a.b.c", makeToken("", 1), makeToken("with a space", 1)])("the token %.20s is bad", (token) => {
  const refused = read({ ...base, access_token: token });
  expect(refused).toEqual({
    refusal: "bad_token",
    field: "access_token",
    externalId: "customer-4711",
    receiptheroId: null,
  });
});

test("the document describes the fields that are read", () => {
  // The settings are read by the document's schemas.
  expect(env().APP_URL).toBeTruthy();
  expect(Object.keys(importLineSchema.shape)).toEqual(Object.keys(lineFields));
  for (const [name, field] of Object.entries(lineFields)) {
    const described = importLineSchema.shape[name as keyof typeof lineFields];
    expect(described.safeParse(undefined).success, name).toBe(field.safeParse(undefined).success);
  }
});
