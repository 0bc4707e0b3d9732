/**
 * The header that makes the browser save an export. The file name states the content, the date (UTC) and whether the
 * export is complete.
 * @param what the exported data; the file name begins with it
 */
export function attachment(what: string, format: string, isAll: boolean): { "Content-Disposition": string } {
  const day = new Date().toISOString().slice(0, 10);
  const name = [what, day, ...(isAll ? [] : ["part"])].join("-");
  return { "Content-Disposition": `attachment; filename="${name}.${format === "ndjson" ? format : "csv"}"` };
}
