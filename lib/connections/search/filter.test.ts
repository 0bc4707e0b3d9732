import { expect, test } from "vitest";
import { filterEntries, NO_FILTER, readFilter } from "@/lib/connections/search/filter";

const MERCHANT = "0001a30b-f689-4cca-ac07-11904060823c";

test("a URL's filter is read and written without a loss", () => {
  const query = `q=K%C3%A4k&status=ACTIVE&health=overdue&scope=receipt%3Aread&from=2026-01-31&to=2026-02-28&metadata=a%3Ab&merchant=${MERCHANT}`;
  const given = new URLSearchParams(query);
  const { filter, problem } = readFilter(given);
  expect(problem).toBeNull();
  expect(new URLSearchParams(filterEntries(filter)).toString()).toBe(given.toString());
});

test("a search is stored as texts are: composed, trimmed, and an email address in its stored form", () => {
  const q = (text: string) => readFilter(new URLSearchParams({ q: text })).filter.q;
  expect(q("  Ka\u0308k  ")).toBe("K\u00e4k");
  expect(q(" Matti@Kahvila-\u00c4ht\u00e4ri.fi")).toBe("matti@xn--kahvila-htri-ncbc.fi");
});

test.each([
  ["", null],
  ["q=&status=&from=", null],
  ["sort=-id&unknown=1", null],
  ["q=ab", "tooShort"],
  ["q=%20ab%20&metadata=a", "tooShort"],
  ["q=ab&from=yesterday", "invalid"],
  [`q=${"x".repeat(201)}`, "invalid"],
  ["q=ab%00c", "invalid"],
  ["status=active", "invalid"],
  ["health=HEALTHY", "invalid"],
  ["scope=receipt", "invalid"],
  ["from=2026-02-30", "invalid"],
  ["to=0000-01-01", "invalid"],
  ["merchant=1", "invalid"],
])("the query ?%s narrows nothing, and its problem is %s", (query, problem) => {
  expect(readFilter(new URLSearchParams(query))).toEqual({ filter: NO_FILTER, problem });
});

test("a valid value beside an invalid one still filters, and of two values the first", () => {
  const invalid = readFilter(new URLSearchParams("q=aalto&health=well&to=2026-01-01"));
  expect(invalid).toEqual({ filter: { ...NO_FILTER, q: "aalto", to: "2026-01-01" }, problem: "invalid" });
  const repeated = readFilter(new URLSearchParams("health=overdue&health=quiet"));
  expect(repeated).toEqual({ filter: { ...NO_FILTER, health: "overdue" }, problem: "repeated" });
});
