import fc from "fast-check";
import { expect, test } from "vitest";
import { splitLines } from "@/lib/imports/receive/split-lines";
import { MAX_IMPORT_LINE_BYTES } from "@/lib/size-limits";
import { chunksOf } from "@/test/imports";

/** The lines of a body: their numbers and texts, or null for one that is too long. */
async function linesOf(...chunks: (string | Uint8Array)[]): Promise<[number, string | null][]> {
  const lines: [number, string | null][] = [];
  for await (const { number, bytes } of splitLines(chunksOf(...chunks))) lines.push([number, bytes && String(bytes)]);
  return lines;
}

test.each([
  [
    "lines with LF",
    "a\nb\n",
    [
      [1, "a"],
      [2, "b"],
    ],
  ],
  [
    "lines with CRLF",
    "a\r\nb\r\n",
    [
      [1, "a"],
      [2, "b"],
    ],
  ],
  [
    "a last line without a line break",
    "a\nb",
    [
      [1, "a"],
      [2, "b"],
    ],
  ],
  [
    "empty lines",
    "\n\r\na\n\n\nb\n\n",
    [
      [3, "a"],
      [6, "b"],
    ],
  ],
  [
    "a byte order mark",
    "\uFEFFa\n\uFEFFb\n",
    [
      [1, "a"],
      [2, "\uFEFFb"],
    ],
  ],
  ["only a byte order mark", "\uFEFF", []],
  ["nothing", "", []],
])("%s", async (_what, body, lines) => {
  expect(await linesOf(body)).toEqual(lines);
});

test("any body gives the same lines, however it arrives", async () => {
  const body = fc.array(fc.constantFrom("a", "ä", "\n", "\r\n", "\r", "{}"), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(body, fc.integer({ min: 1, max: 7 }), async (parts, size) => {
      const bytes = Buffer.from(parts.join(""));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      const expected = String(bytes)
        .split("\n")
        .map((line, index) => [index + 1, line.replace(/\r$/, "")])
        .filter(([, line]) => line !== "");
      expect(await linesOf(...chunks)).toEqual(expected);
    }),
  );
});

test("a line of 64 KB is read, a longer one is left out, and so is one of 10 MB", async () => {
  const longest = "x".repeat(MAX_IMPORT_LINE_BYTES);
  const huge = Array.from({ length: 160 }, () => "y".repeat(64 * 1024));
  expect(await linesOf(`${longest}\n`, `${longest}\r\n`, `${longest}x\n`, `${longest}x\r\n`, ...huge, "\nz")).toEqual([
    [1, longest],
    [2, longest],
    [3, null],
    [4, null],
    [5, null],
    [6, "z"],
  ]);
});
