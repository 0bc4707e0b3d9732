import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutTrailingSlash } from "@/lib/http/proxy/trailing-slash";

const APP = "https://connect.example.com";

test.each([
  ["/connections/", "?a=1&b=%2F", `${APP}/connections?a=1&b=%2F`],
  ["/connections/%2F/", "", `${APP}/connections/%2F`],
  ["/connections//", "", `${APP}/connections`],
  ["//evil.example/", "", `${APP}/evil.example`],
  ["/\\evil.example/", "", `${APP}/evil.example`],
  ["//", "", `${APP}/`],
])("%s%s leads to the address without the slash", (path, search, expected) => {
  expect(withoutTrailingSlash(path, search, APP)).toBe(expected);
});

test.each(["/", "/connections", "/a/b"])("%s is left alone", (path) => {
  expect(withoutTrailingSlash(path, "?x=/", APP)).toBeNull();
});

test("any request leads to our own origin and to a path that begins with one slash", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("/", "\\", "evil.example", "@", ":", "..", "%2F")), (parts) => {
      const location = withoutTrailingSlash(`/${parts.join("")}/`, "", APP);
      const url = new URL(location ?? "");
      expect(url.origin).toBe(APP);
      expect(url.pathname).not.toMatch(/^\/[/\\]/);
    }),
  );
});
