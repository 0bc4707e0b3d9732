import { expect, test } from "vitest";
import { z } from "zod";
import { parseForm } from "@/lib/forms/parse";

const schema = z.object({
  name: z.string(),
  pairs: z.array(z.object({ key: z.string(), value: z.string() })).optional(),
});

const formWith = (intent: unknown) => {
  const form = new FormData();
  form.append("name", "x");
  form.append("pairs[0].key", "k");
  form.append("pairs[0].value", "v");
  form.append("__intent__", typeof intent === "string" ? intent : JSON.stringify(intent));
  return form;
};
const afterIntent = (intent: unknown) => parseForm(formWith(intent), schema)?.reply().initialValue;

const kept = { name: "x", pairs: [{ key: "k", value: "v" }] };

test("the buttons of our own forms add and remove a note", () => {
  expect(afterIntent({ type: "insert", payload: { name: "pairs" } })).toMatchObject({
    pairs: [kept.pairs[0], undefined],
  });
  expect(afterIntent({ type: "remove", payload: { name: "pairs", index: 0 } })).toEqual({ name: "x" });
  expect(afterIntent({ type: "remove", payload: { name: "pairs", index: 19 } })).toEqual(kept);
});

const foreign: [what: string, intent: unknown][] = [
  ["an update at a far place", { type: "update", payload: { name: "email", index: 4_294_967_294, value: "x" } }],
  ["a validation", { type: "validate", payload: {} }],
  ["a reset", { type: "reset", payload: {} }],
  ["a change of order", { type: "reorder", payload: { name: "pairs", from: 0, to: 4_000_000 } }],
  ["an insert at a place", { type: "insert", payload: { name: "pairs", index: 4_000_000 } }],
  ["an insert of a value", { type: "insert", payload: { name: "pairs", defaultValue: { key: "k" } } }],
  ["an insert elsewhere", { type: "insert", payload: { name: "name" } }],
  ["a removal beyond the last note", { type: "remove", payload: { name: "pairs", index: 20 } }],
  ["a removal before the first note", { type: "remove", payload: { name: "pairs", index: -1 } }],
  ["a removal at half a place", { type: "remove", payload: { name: "pairs", index: 0.5 } }],
  ["a removal at a prototype's place", { type: "remove", payload: { name: "__proto__", index: 0 } }],
  ["nothing", ""],
  ["half of JSON", "{"],
  ["deep JSON", "[".repeat(60_000)],
];

for (const [what, intent] of foreign) {
  test(`a form with the intent of ${what} counts neither as sent nor as changed`, () => {
    expect(parseForm(formWith(intent), schema)).toBeNull();
  });
}

test("two intents are one too many", () => {
  const form = formWith({ type: "insert", payload: { name: "pairs" } });
  form.append(
    "__intent__",
    JSON.stringify({ type: "update", payload: { name: "name", index: 9_000_000, value: "x" } }),
  );
  expect(parseForm(form, schema)?.reply().initialValue).toMatchObject({ name: "x" });
});
