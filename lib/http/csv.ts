/** The CSV formats and their separators. Excel with Finnish or Swedish settings expects semicolons. */
export const CSV_SEPARATORS = { csv: ",", "csv-semicolon": ";" } as const;

export type CsvFormat = keyof typeof CSV_SEPARATORS;
export const csvFormats = ["csv", "csv-semicolon"] as const satisfies CsvFormat[];

/**
 * The places where a spreadsheet program would start a formula (OWASP, CSV injection): at the start of a cell, and
 * after the other format's separator or a tab. Quotation marks and spaces may precede it.
 */
const FORMULAS = { csv: formulaAfter(";"), "csv-semicolon": formulaAfter(",") };

/** Any text without these is a cell as it is, in both formats. Most are: ids, times and names. */
const SPECIAL = /[",;\t\r\n]|^\s*[=+\-@＝＋－＠]/;

function formulaAfter(separator: string): RegExp {
  return new RegExp(`((?:^|[${separator}\\t\\r\\n])["\\s]*)(?=[=+\\-@＝＋－＠])`, "g");
}

/**
 * A line of a CSV file (RFC 4180), with its line break. A text that a spreadsheet program would run as a formula gets a
 * leading apostrophe, which such programs do not show.
 * @param cells null becomes an empty cell
 */
export function csvLine(cells: readonly (string | null)[], format: CsvFormat = "csv"): string {
  return `${cells.map((cell) => csvCell(cell, format)).join(CSV_SEPARATORS[format])}\r\n`;
}

/**
 * The header line of a CSV file. The byte order mark tells Excel that the file is UTF-8. Without it, Excel garbles
 * every ä.
 */
export function csvHead(columns: readonly string[], format: CsvFormat): string {
  return `\uFEFF${csvLine(columns, format)}`;
}

function csvCell(value: string | null, format: CsvFormat): string {
  if (value === null) return "";
  if (!SPECIAL.test(value)) return value;
  const text = value.replace(FORMULAS[format], "$1'").replace(/^(?=[\t\r\n])/, "'");
  return /["\r\n]/.test(text) || text.includes(CSV_SEPARATORS[format]) ? `"${text.replaceAll('"', '""')}"` : text;
}
