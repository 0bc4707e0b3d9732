import { expect, test } from "vitest";
import { fileResponse } from "@/lib/http/file-response";

test.each([
  ["connections-2026-11-29.csv", "connections-2026-11-29.csv"],
  ['a"; filename="b.html', "a-filename-b.html"],
  ["a\r\nSet-Cookie: x.csv", "a-Set-Cookie-x.csv"],
  ["ä/../b.pdf", "-..-b.pdf"],
])("a file called %j is saved as %j, and no cache keeps it", (name, saved) => {
  const { headers } = fileResponse("", name, "text/csv");
  expect(Object.fromEntries(headers)).toEqual({
    "content-type": "text/csv",
    "content-disposition": `attachment; filename="${saved}"`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
});
