/**
 * The header that makes an export a file whose name says what is in it, of which day (UTC), and whether that is all.
 * @param what is exported; it begins the name
 */
export function attachment(what: string, format: string, isAll: boolean): { "Content-Disposition": string } {
  const day = new Date().toISOString().slice(0, 10);
  const name = [what, day, ...(isAll ? [] : ["part"])].join("-");
  return { "Content-Disposition": `attachment; filename="${name}.${format === "ndjson" ? format : "csv"}"` };
}
