/** The formats of CSV, and what separates their cells: Excel set up for Finnish or Swedish expects semicolons. */
export const CSV_SEPARATORS = { csv: ",", "csv-semicolon": ";" } as const;

export type CsvFormat = keyof typeof CSV_SEPARATORS;
export const csvFormats = ["csv", "csv-semicolon"] as const satisfies CsvFormat[];

/**
 * Where a spreadsheet program would begin a formula (OWASP, CSV injection): at the start of a cell, and also where a
 * program that expects the other separator, or tabs, begins one. Quotation marks and spaces may stand before it.
 */
const FORMULAS = { csv: formulaAfter(";"), "csv-semicolon": formulaAfter(",") };

function formulaAfter(separator: string): RegExp {
  return new RegExp(`(^|[${separator}\\t\\r\\n]["\\s]*)(?=[=+\\-@＝＋－＠])`, "g");
}

/**
 * A line of a CSV file (RFC 4180), its end included. A text that a spreadsheet program would run as a formula gets an
 * apostrophe in front, which such programs do not show.
 * @param cells what is null is empty
 */
export function csvLine(cells: readonly (string | null)[], format: CsvFormat = "csv"): string {
  return `${cells.map((cell) => csvCell(cell, format)).join(CSV_SEPARATORS[format])}\r\n`;
}

/** The first line of a CSV file. The byte order mark tells Excel that the file is UTF-8: it spoils every ä otherwise. */
export function csvHead(columns: readonly string[], format: CsvFormat): string {
  return `\uFEFF${csvLine(columns, format)}`;
}

function csvCell(value: string | null, format: CsvFormat): string {
  if (value === null) return "";
  const text = value.replace(FORMULAS[format], "$1'").replace(/^(?=[\t\r\n])/, "'");
  return /["\r\n]/.test(text) || text.includes(CSV_SEPARATORS[format]) ? `"${text.replaceAll('"', '""')}"` : text;
}
