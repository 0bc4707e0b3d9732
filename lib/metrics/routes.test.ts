import { expect, test } from "vitest";
import { routeFinder } from "@/lib/metrics/routes";

const routeOf = routeFinder([
  "/",
  "/api/v1/[[...path]]",
  "/connections/[receiptheroId]",
  "/connections/[receiptheroId]/receipts.zip",
  "/connections/new",
  "/docs/[...page]",
]);

test.each([
  ["/", "/"],
  ["/connections/new", "/connections/new"],
  ["/connections/ab1c-9f", "/connections/[receiptheroId]"],
  ["/connections/ab1c-9f/receipts.zip", "/connections/[receiptheroId]/receipts.zip"],
  ["/api/v1", "/api/v1/[[...path]]"],
  ["/api/v1/connections/ab1c-9f", "/api/v1/[[...path]]"],
  ["/docs/a/b", "/docs/[...page]"],
])("%s belongs to %s", (path, route) => expect(routeOf(path)).toBe(route));

test.each(["/docs", "/connections", "/connections/ab1c-9f/receiptsXzip", "//", "/invented", "", "*"])(
  "%s belongs to no route, and so makes no label of its own",
  (path) => expect(routeOf(path)).toBe("other"),
);
