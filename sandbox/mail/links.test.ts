import { expect, test } from "vitest";
import { splitAtLinks } from "./links.ts";

test("a sentence's punctuation is not part of its link", () => {
  const links = splitAtLinks("(see https://a.fi/b?c=d), or http://e.fi/! Did you see http://f.fi/?").filter(
    (part) => part.isLink,
  );
  expect(links.map((part) => part.text)).toEqual(["https://a.fi/b?c=d", "http://e.fi/", "http://f.fi/"]);
});
