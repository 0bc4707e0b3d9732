/** How much of an id a file name contains, in characters. */
const MAX_LENGTH = 80;

/** A file name for a receipt that every system accepts and that is safe in a header. */
export function pdfName(receiptId: string): string {
  const safe = receiptId.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${["receipt", safe.slice(0, MAX_LENGTH)].filter(Boolean).join("-")}.pdf`;
}
