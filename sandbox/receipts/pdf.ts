import type { HeroJson } from "./hero-json.ts";

/** A one-page PDF of the receipt, written by hand: catalog, page, font (Helvetica), text. */
export function makeReceiptPdf(receiptId: string, receipt: HeroJson): Buffer {
  const content = drawLines([
    receipt.merchant.name,
    `${receipt.merchant.branch.address.streetAddress}, ${receipt.merchant.branch.address.city}`,
    `Receipt ${receiptId}`,
    "",
    ...receipt.products.map((product) => `${product.quantity} x ${product.name}   ${euros(product.totalAmountIncVAT)}`),
    "",
    ...receipt.vats.map((vat) => `VAT ${vat.VATRate} %   ${euros(vat.totalVATAmount)}`),
    ...receipt.payments.map((payment) => `Paid by card   ${euros(payment.amount)}`),
    "",
    receipt.freeText,
  ]);
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${Buffer.byteLength(content, "latin1")} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ]);
}

function euros(cents: number): string {
  return `${(cents / 100).toFixed(2)} EUR`;
}

function drawLines(lines: string[]): string {
  return `BT /F1 11 Tf 16 TL 40 550 Td\n${lines.map((line) => `(${escapeText(line)}) Tj T*`).join("\n")}\nET`;
}

function escapeText(line: string): string {
  // What Latin-1 does not have, Helvetica cannot show either.
  return line.replace(/[^\x20-\x7e\xa0-\xff]/g, "?").replace(/[\\()]/g, "\\$&");
}

function assemble(objects: string[]): Buffer {
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  // Each character is one byte in Latin-1, so string lengths are the byte offsets that the table needs.
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}
