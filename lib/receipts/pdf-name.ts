/** The longest part of an id that a file's name holds, in characters. */
const MAX_LENGTH = 80;

/** A name for a receipt's file that every system takes, and no header is confused by. */
export function pdfName(receiptId: string): string {
  const safe = receiptId.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${["receipt", safe.slice(0, MAX_LENGTH)].filter(Boolean).join("-")}.pdf`;
}
