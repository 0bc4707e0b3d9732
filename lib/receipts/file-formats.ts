/** The files that a receipt can be downloaded as, by the last segment of their URL. */
export const fileFormats = {
  pdf: { wireFormat: "hero_pdf", mediaType: "application/pdf", ending: ".pdf" },
  // Without a charset, because a Finvoice names its own in its first line.
  "finvoice-xml": { wireFormat: "finvoice_xml", mediaType: "application/xml", ending: "-finvoice.xml" },
  "finvoice-pdf": { wireFormat: "finvoice_pdf", mediaType: "application/pdf", ending: "-finvoice.pdf" },
} as const;

export type FileFormat = keyof typeof fileFormats;

/** Whether a value names a format. */
export function isFileFormat(value: unknown): value is FileFormat {
  return typeof value === "string" && Object.hasOwn(fileFormats, value);
}

/** How much of an id a file name contains, in characters. */
const MAX_LENGTH = 80;

/** A file name for a receipt that every system accepts and that is safe in a header. */
export function fileName(receiptId: string, format: FileFormat): string {
  const safe = receiptId.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${["receipt", safe.slice(0, MAX_LENGTH)].filter(Boolean).join("-")}${fileFormats[format].ending}`;
}
