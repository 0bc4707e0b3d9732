import fc from "fast-check";
import { expect, test } from "vitest";
import { safeReturnTo } from "@/lib/auth/return-to";
import { env } from "@/lib/env";

test("a path of ours is kept with its query", () => {
  expect(safeReturnTo("/connections/new?from=a%20link")).toBe("/connections/new?from=a%20link");
});

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "/.//evil.example/",
  "/x/..//evil.example/",
  "/%2e//evil.example/",
  "/.\\\\evil.example/",
  "/\t/evil.example/",
  "javascript:alert(1)",
  undefined,
  ["/connections"],
])("%j leads to the start", (wanted) => expect(safeReturnTo(wanted)).toBe("/"));

test("with any wanted path, a browser stays on our origin", () => {
  const part = fc.constantFrom("/", "\\", ".", "..", "%2e", "evil.example", ":", "@", "?", "#", "\t", "\n", "x", " ");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
      ),
      (wanted) => {
        const { APP_URL } = env();
        expect(new URL(safeReturnTo(wanted), `${APP_URL}/sign-in`).origin).toBe(APP_URL);
      },
    ),
    { numRuns: 2_000 },
  );
});
