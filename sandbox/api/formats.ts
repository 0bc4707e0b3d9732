import { contentOf, heroJsonOf } from "../receipts/content.ts";
import { makeFinvoice } from "../receipts/finvoice.ts";
import type { ReceiptFormat } from "../receipts/formats.ts";
import { makePdf } from "../receipts/pdf.ts";
import { invoiceLines, receiptLines } from "../receipts/printed-lines.ts";
import type { Receipt } from "../state/schema.ts";

/** A receipt in one format. */
export type Rendered = { mediaType: string; body: string | Uint8Array<ArrayBuffer> };

/**
 * The receipt in a format, or null when it cannot be had in it: its content is no HeroJSON, or it was made without.
 * @param buyerName who bought, for Finvoice
 */
export function renderReceipt(receipt: Receipt, format: ReceiptFormat, buyerName: string): Rendered | null {
  if (!receipt.formats.includes(format)) return null;
  if (format === "hero_json") return { mediaType: "application/json", body: JSON.stringify(contentOf(receipt)) };
  const heroJson = heroJsonOf(receipt);
  if (heroJson === null) return null;

  const { receiptId } = receipt;
  switch (format) {
    case "hero_pdf":
      return pdf(receiptLines(receiptId, heroJson));
    case "finvoice_xml":
      return { mediaType: "application/xml", body: makeFinvoice(receiptId, heroJson, buyerName) };
    case "finvoice_pdf":
      return pdf(invoiceLines(receiptId, heroJson, buyerName));
  }
}

function pdf(lines: string[]): Rendered {
  return { mediaType: "application/pdf", body: new Uint8Array(makePdf(lines)) };
}
