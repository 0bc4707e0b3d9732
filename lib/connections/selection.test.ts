import { expect, test } from "vitest";
import type { ConnectionFilter } from "@/lib/connections/search/filter";
import { readSelection, selectionQuery } from "@/lib/connections/selection";

const ALL: ConnectionFilter = {
  q: null,
  status: null,
  health: null,
  scope: null,
  from: null,
  to: null,
  metadata: null,
  merchant: null,
};

test.each<[string, ReturnType<typeof readSelection>]>([
  ["", "nothing"],
  ["ids=a&ids=b&ids=a", { ids: ["a", "b"] }],
  ["ids=a%20b", "malformed"],
  [new URLSearchParams(Array.from({ length: 101 }, (_, i) => ["ids", `id-${i}`])).toString(), "tooMany"],
  ["all=1", { filter: ALL }],
  ["all=1&q=aalto&health=overdue", { filter: { ...ALL, q: "aalto", health: "overdue" } }],
  ["all=1&status=", { filter: ALL }],
  // A filter that the list would ignore or refuse must not disconnect everything.
  ["all=1&q=ab", "malformed"],
  ["all=1&status=ACTIVATED", "malformed"],
  ["all=1&from=yesterday", "malformed"],
  ["all=1&health=overdue&health=quiet", "malformed"],
  ["all=1&ids=a", "malformed"],
])("the selection ?%s", (query, selection) => {
  expect(readSelection(new URLSearchParams(query), true)).toEqual(selection);
  if (typeof selection === "object") expect(readSelection(selectionQuery(selection), true)).toEqual(selection);
});
