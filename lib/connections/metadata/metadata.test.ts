import fc from "fast-check";
import { expect, test } from "vitest";
import { authorizationForm } from "@/lib/authorization/form";
import { metadataPairsSchema, toMetadata, toPairs } from "@/lib/connections/metadata/metadata";
import { MAX_PAIRS } from "@/lib/forms/field-limits";

const problemsOf = (pairs: unknown) =>
  metadataPairsSchema.safeParse(pairs).error?.issues.map(({ message }) => message) ?? [];

test("limits: 20 pairs, keys of 1 to 40 and values of 1 to 500 characters, counted as a reader counts them", () => {
  const pairs = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: `key ${index}`, value: "value" }));
  expect(problemsOf(pairs(MAX_PAIRS))).toEqual([]);
  expect(problemsOf(pairs(MAX_PAIRS + 1))).toEqual(["tooManyPairs"]);
  expect(problemsOf([{ key: "💶".repeat(40), value: "💶".repeat(500) }])).toEqual([]);
  expect(problemsOf([{ key: "k".repeat(41), value: "v".repeat(501) }])).toEqual(["tooLong", "tooLong"]);
  expect(problemsOf([{ key: "", value: " " }])).toEqual(["required", "required"]);
});

test("merchant_id and external_id are ours, and a key stands once", () => {
  expect(problemsOf([{ key: " merchant_id ", value: "x" }])).toEqual(["reservedKey"]);
  expect(problemsOf([{ key: "external_id", value: "x" }])).toEqual(["reservedKey"]);
  expect(
    problemsOf([
      { key: "a", value: "1" },
      { key: "a ", value: "2" },
    ]),
  ).toEqual(["duplicateKey"]);
});

test("a value that the database cannot store is refused", () => {
  expect(problemsOf([{ key: "a\u0000b", value: "\ud800" }])).toEqual(["unprintable", "unprintable"]);
});

test("any keys are plain data: nothing reaches a prototype, and all come back", () => {
  const key = fc.oneof(
    fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty"),
    fc.string({ minLength: 1 }),
  );
  const pairs = fc.uniqueArray(fc.record({ key, value: fc.string() }), { selector: (pair) => pair.key });
  fc.assert(
    fc.property(pairs, (given) => {
      const kept = given.filter((pair) => !["merchant_id", "external_id"].includes(pair.key));
      const metadata = JSON.parse(JSON.stringify(toMetadata(kept, { id: "the merchant", externalId: "customer 1" })));
      expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
      expect(metadata).toMatchObject({ merchant_id: "the merchant", external_id: "customer 1" });
      expect(new Map(toPairs(metadata).map((pair) => [pair.key, pair.value]))).toEqual(
        new Map(kept.map((pair) => [pair.key, pair.value])),
      );
    }),
  );
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("the form takes the offered scopes alone, and at least one", () => {
  const parse = (scopes: unknown) => authorizationForm(["receipt:read"]).safeParse({ label: "Shop", scopes });
  expect(parse(["receipt:read", "receipt:read"]).data?.scopes).toEqual(["receipt:read"]);
  for (const scopes of [[], undefined, ["receipt:write"], ["receipt:delete"]])
    expect(parse(scopes).success).toBe(false);
});
