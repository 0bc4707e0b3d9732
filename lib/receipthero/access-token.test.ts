import fc from "fast-check";
import { expect, test } from "vitest";
import { readAccessToken } from "@/lib/receipthero/access-token";

/** The sample token of ReceiptHero's documentation, receipthero-api.md section 1.3. */
const SAMPLE =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyZWNlaXB0X2hlcm9faWQiOiI5Mjg5OTZmZC0yYTU3LTQ1NzctYjZlNy01ODNhZGM4ZGJlOGMiLCJpYXQiOjE2MjM3NDEwMDh9.gD17UFHxJoEmz_RrIHBQksjqgotyncoO8fDYurYPI2k";

const jwt = (claims: unknown) =>
  ["{}", JSON.stringify(claims), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");

test("the documentation's sample token names its connection", () => {
  expect(readAccessToken(SAMPLE)).toMatchObject({
    receiptheroId: "928996fd-2a57-4577-b6e7-583adc8dbe8c",
    issuedAt: new Date("2021-06-15T07:10:08Z"),
  });
});

test("of the two spellings of the claim, receipthero_id comes first", () => {
  expect(readAccessToken(jwt({ receipt_hero_id: "second", receipthero_id: "first" })).receiptheroId).toBe("first");
  expect(readAccessToken(jwt({ receipthero_id: "only" }))).toMatchObject({ receiptheroId: "only", issuedAt: null });
});

test.each([
  ["not a JWT", "opaque"],
  ["no claim", jwt({ sub: "somebody" })],
  ["an empty claim", jwt({ receipthero_id: "" })],
  ["a claim with a space", jwt({ receipthero_id: "a b" })],
  ["a claim that is too long", jwt({ receipthero_id: "x".repeat(256) })],
  ["a claim that is no string", jwt({ receipthero_id: 7 })],
  ["claims that are no object", jwt("receipthero_id")],
])("a token with %s is of no use", (_name, token) => {
  expect(() => readAccessToken(token)).toThrow(expect.objectContaining({ code: "bad_token" }));
});

test("an error about a token does not show the token", () => {
  try {
    readAccessToken("a-secret-token");
    expect.unreachable();
  } catch (error) {
    expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain("a-secret-token");
  }
});

test.each([
  ["seconds", 1623741008, "2021-06-15T07:10:08.000Z"],
  ["a fraction of a second", 1623741008.25, "2021-06-15T07:10:08.250Z"],
  ["milliseconds", 1623741008250, "2021-06-15T07:10:08.250Z"],
  ["text", "1623741008", "2021-06-15T07:10:08.000Z"],
  ["text with a fraction", "1623741008.25", "2021-06-15T07:10:08.250Z"],
  ["text in milliseconds", "1623741008250", "2021-06-15T07:10:08.250Z"],
  ["ISO 8601", "2021-06-15T10:10:08+03:00", "2021-06-15T07:10:08.000Z"],
])("iat is read when it is given as %s", (_name, iat, expected) => {
  expect(readAccessToken(jwt({ receipthero_id: "id", iat })).issuedAt?.toISOString()).toBe(expected);
});

test.each([null, "", "soon", -1, 1e300, "1e9", true, [], {}, "2021-06-15"])(
  "an iat of %j is no time, and the token connects all the same",
  (iat) => {
    expect(readAccessToken(jwt({ receipthero_id: "id", iat }))).toMatchObject({ receiptheroId: "id", issuedAt: null });
  },
);

const id = fc.stringMatching(/^[!-~]{1,255}$/);
const noId = fc.oneof(
  fc.constant(undefined),
  fc.constant(null),
  fc.constant(""),
  fc.integer(),
  fc.constant("a b"),
  fc.object(),
);

test("a token that names a connection in either spelling connects, with any other claims", () => {
  fc.assert(
    fc.property(id, noId, fc.boolean(), fc.jsonValue(), fc.object(), (named, other, swapped, iat, more) => {
      const [receipthero_id, receipt_hero_id] = swapped ? [other, named] : [named, other];
      const read = readAccessToken(jwt({ ...more, receipthero_id, receipt_hero_id, iat }));
      expect(read.receiptheroId).toBe(named);
      expect(Number.isNaN(read.issuedAt?.getTime())).toBe(false);
    }),
  );
});

test("only a token that names no connection is useless", () => {
  fc.assert(
    fc.property(noId, noId, (receipthero_id, receipt_hero_id) => {
      expect(() => readAccessToken(jwt({ receipthero_id, receipt_hero_id, iat: 1 }))).toThrow(
        expect.objectContaining({ code: "bad_token" }),
      );
    }),
  );
});
