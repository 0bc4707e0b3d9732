import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { downloadPath } from "@/lib/auth/proof/proof-before-download";

test("an export of a hundred picked connections can be downloaded after the proof", () => {
  const ids = new URLSearchParams(Array.from({ length: 100 }, () => ["ids", randomUUID()]));
  const path = `/admin/connections/export?format=csv&${ids}`;
  expect(downloadPath(path)).toBe(path);
});

test.each([
  "/admin/connections",
  "//evil.example/admin/audit/export",
  "/.//evil.example/businesses/0/export",
  ["/x"],
  null,
])("%j is no download of ours", (wanted) => expect(downloadPath(wanted)).toBeNull());
