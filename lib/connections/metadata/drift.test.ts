import { expect, test } from "vitest";
import { metadataDrift } from "@/lib/connections/metadata/drift";
import { toPairs } from "@/lib/connections/metadata/metadata";

test("each key is compared separately, also with nested values and odd names", () => {
  const here = JSON.parse(
    '{"a":"1","nested":{"x":[1,2]},"__proto__":"ours","gone":"g","same":{"k":null},"constructor":"c"}',
  );
  const there = JSON.parse(
    '{"a":1,"nested":{"x":[1,3]},"__proto__":"theirs","same":{"k":null},"constructor":"c","new":false}',
  );
  expect(metadataDrift(here, there)).toEqual([
    // Values that look alike still differ.
    { key: "a", here: '"1"', there: "1", state: "changed" },
    { key: "nested", here: '{"x":[1,2]}', there: '{"x":[1,3]}', state: "changed" },
    { key: "__proto__", here: "ours", there: "theirs", state: "changed" },
    { key: "gone", here: "g", there: null, state: "onlyHere" },
    { key: "same", here: '{"k":null}', there: '{"k":null}', state: "same" },
    { key: "constructor", here: "c", there: "c", state: "same" },
    { key: "new", here: null, there: "false", state: "onlyThere" },
  ]);
});

test("a value that is no object has no keys", () => {
  expect(metadataDrift(null, { a: "1" })).toEqual([{ key: "a", here: null, there: "1", state: "onlyThere" }]);
  expect(metadataDrift({}, "text")).toEqual([]);
});

test("merchants read a text as it is, and anything else as JSON", () => {
  expect(toPairs({ merchant_id: "m", text: "1", number: 1, list: ["a", { b: null }], none: null })).toEqual([
    { key: "text", value: "1" },
    { key: "number", value: "1" },
    { key: "list", value: '["a",{"b":null}]' },
    { key: "none", value: "null" },
  ]);
});
