import fc from "fast-check";
import { expect, test } from "vitest";
import { CSV_SEPARATORS, csvFormats, csvHead, csvLine } from "@/lib/http/csv";

test("cells are quoted where they must be, and null is empty", () => {
  expect(csvLine(["plain", null, 'a "quoted" word', "one, two", "two\r\nlines", "a;b"])).toBe(
    'plain,,"a ""quoted"" word","one, two","two\r\nlines",a;b\r\n',
  );
});

test("Finnish and Swedish Excel gets semicolons between cells, and a mark that says UTF-8", () => {
  expect(csvHead(["yritys", "nimi"], "csv-semicolon")).toBe("\uFEFFyritys;nimi\r\n");
  expect(csvLine(["Ähtäri", null, "a;b", "a,b"], "csv-semicolon")).toBe('Ähtäri;;"a;b";a,b\r\n');
});

test("a formula behind a semicolon and a quotation mark stays text", () => {
  expect(csvLine(['a;"=1+1'])).toBe(`"a;""'=1+1"\r\n`);
  expect(csvLine(["a;=1+1;b; @SUM(A1)"])).toBe("a;'=1+1;b; '@SUM(A1)\r\n");
  expect(csvLine(['a," =1+1'], "csv-semicolon")).toBe(`"a,"" '=1+1"\r\n`);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])("%j is no formula any more", (formula) => {
  for (const format of csvFormats) expect(csvLine([formula], format)).toMatch(/^"?'/);
});

/** Reads CSV as spreadsheet programs do: they continue after errors that RFC 4180 does not allow. */
function readAsSpreadsheet(text: string, separator: string): string[] {
  const cells: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const [all = rest, quoted = "", plain = ""] =
      new RegExp(`^(?:"((?:[^"]|"")*)(?:"|$))?([^${separator}\\r\\n]*)(?:[${separator}\\n]|\\r\\n?|$)`).exec(rest) ??
      [];
    cells.push(quoted.replaceAll('""', '"') + plain);
    rest = rest.slice(all.length);
  }
  return cells;
}

test("no cell begins with a formula, with any content and any separator", () => {
  const part = fc.constantFrom("a", " ", ",", ";", "\t", "\r", "\n", '"', "'", "=1", "+1", "-1", "@A1", "＝1");
  const cell = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 3 }), fc.constantFrom(...csvFormats), (cells, format) => {
      const line = csvLine(cells, format);
      for (const separator of [",", ";", "\t"]) {
        for (const read of readAsSpreadsheet(line, separator)) expect(read).not.toMatch(/^[=+\-@＝]/);
      }
      expect(line.endsWith("\r\n")).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  expect(readAsSpreadsheet('x;"=1"', CSV_SEPARATORS["csv-semicolon"])).toEqual(["x", "=1"]);
});
