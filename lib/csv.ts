/**
 * What a spreadsheet program would take for a formula (OWASP, CSV injection): at the beginning of a cell, and also after
 * a semicolon, at which programs set up for Finnish or Swedish begin a cell.
 */
const FORMULA = /(^|;\s*)(?=[=+\-@])|^(?=[\t\r\n])/g;

/**
 * A line of a CSV file (RFC 4180), its end included. A text that a spreadsheet program would run as a formula gets an
 * apostrophe in front, which such programs do not show.
 * @param cells what is null is empty
 */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | null): string {
  if (value === null) return "";
  const text = value.replace(FORMULA, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
