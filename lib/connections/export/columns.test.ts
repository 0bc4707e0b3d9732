import fc from "fast-check";
import { expect, test } from "vitest";
import { CONNECTION_COLUMNS } from "@/lib/connections/export/export";
import type { ExportedConnection } from "@/lib/connections/export/read-rows";
import { encoderOf, stableName } from "@/lib/export/formats";

const csv = encoderOf(CONNECTION_COLUMNS, "csv", stableName);
const ndjson = encoderOf(CONNECTION_COLUMNS, "ndjson", stableName);

const ROW: ExportedConnection = {
  business: "Kahvila Äkkilähtö",
  externalId: "customer-4711",
  label: "Turku",
  receiptheroId: "rh-1",
  status: "ACTIVE",
  health: "healthy",
  scopes: ["receipt:read", "receipt:write"],
  connectedAt: new Date("2026-03-01T12:00:00.123+02:00"),
  modifiedAt: null,
  disconnectedAt: null,
  disconnectedBy: null,
  lastNotificationAt: null,
  metadata: { region: "north", note: 'say "hi", please' },
  tags: ["vip", "trial"],
  merchantTags: ["trial", "north"],
};

/** Reads CSV as RFC 4180 section 2 defines it. */
function parse(text: string): string[][] {
  const records: string[][] = [];
  let rest = text;
  while (rest) {
    const record: string[] = [];
    for (let end = ","; end === ","; ) {
      const [all, quoted, plain, separator] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
      if (all === undefined || separator === undefined) throw new Error(`not CSV: ${rest.slice(0, 40)}`);
      record.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
      rest = rest.slice(all.length);
      end = separator;
    }
    records.push(record);
  }
  return records;
}

const cellsOf = (row: Partial<ExportedConnection>) => parse(csv.line({ ...ROW, ...row }))[0] ?? [];

test("the columns are as promised, with dates in UTC, after a byte order mark", () => {
  expect(csv.head).toBe(
    "\uFEFFbusiness,external_id,label,receipthero_id,status,health,scopes,connected_at,modified_at,disconnected_at,disconnected_by,last_notification_at,metadata,tags\r\n",
  );
  expect(cellsOf({})).toEqual([
    "Kahvila Äkkilähtö",
    "customer-4711",
    "Turku",
    "rh-1",
    "ACTIVE",
    "healthy",
    "receipt:read receipt:write",
    "2026-03-01T10:00:00.123Z",
    "",
    "",
    "",
    "",
    '{"region":"north","note":"say \\"hi\\", please"}',
    "vip trial north",
  ]);
});

test("CSV names its columns as it is told, and NDJSON never changes its keys", () => {
  const shout = (name: string) => `=${name.toUpperCase()}`;
  expect(encoderOf(CONNECTION_COLUMNS, "csv-semicolon", shout).head).toMatch(/^\uFEFF'=BUSINESS;'=EXTERNAL_ID;/);
  expect(encoderOf(CONNECTION_COLUMNS, "ndjson", shout)).toMatchObject({ head: "" });
  expect(encoderOf(CONNECTION_COLUMNS, "ndjson", shout).line(ROW)).toBe(ndjson.line(ROW));
});

test("any label is one cell, is read back unchanged, and is no formula", () => {
  const start = fc.constantFrom("=", "+", "-", "@", "\t", "\r", '"', "'", ";", "; ");
  const label = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(fc.tuple(start, fc.string()), { maxLength: 3 }).map((parts) => parts.flat().join("")),
  );
  /** A text without apostrophes, which are added before possible formulas. */
  const bare = (text: string) => text.replaceAll("'", "");
  fc.assert(
    fc.property(label, label, (one, two) => {
      const cells = cellsOf({ business: one, label: two });
      expect(cells).toHaveLength(14);
      for (const [cell = "", text] of [
        [cells[0], one],
        [cells[2], two],
      ] as const) {
        expect(bare(cell)).toBe(bare(text));
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        for (const part of cell.split(";")) expect(part.trimStart()).not.toMatch(/^[=+\-@]/);
      }
    }),
    { numRuns: 500, examples: [[" =1+1", "\u00a0-1"]] },
  );
});

test("a tag is no formula, whatever the database has", () => {
  expect(cellsOf({ tags: ["=1+1"], merchantTags: ["@sum"] }).at(-1)).toBe("'=1+1 @sum");
  expect(cellsOf({ tags: [], merchantTags: ["-1"] }).at(-1)).toBe("'-1");
  expect(cellsOf({ tags: [], merchantTags: [] }).at(-1)).toBe("");
});

test("NDJSON is one object a line, with texts as they are", () => {
  const line = ndjson.line({ ...ROW, label: "=1+1\nnext" });
  expect(line.indexOf("\n")).toBe(line.length - 1);
  expect(JSON.parse(line)).toMatchObject({
    label: "=1+1\nnext",
    scopes: ["receipt:read", "receipt:write"],
    connected_at: "2026-03-01T10:00:00.123Z",
    disconnected_by: null,
    metadata: ROW.metadata,
    tags: ["vip", "trial", "north"],
  });
});
