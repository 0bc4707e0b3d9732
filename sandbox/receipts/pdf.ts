const WIDTH = 420;
const MARGIN = 45;
const LEADING = 16;

/** A PDF of one page, as long as its lines need, written by hand: catalog, page, font (Helvetica), text. */
export function makePdf(lines: string[]): Buffer {
  const height = 2 * MARGIN + lines.length * LEADING;
  const content = drawLines(lines, height - MARGIN);
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${Buffer.byteLength(content, "latin1")} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ]);
}

function drawLines(lines: string[], top: number): string {
  const drawn = lines.map((line) => `(${escapeText(line)}) Tj T*`);
  return `BT /F1 11 Tf ${LEADING} TL ${MARGIN} ${top} Td\n${drawn.join("\n")}\nET`;
}

function escapeText(line: string): string {
  // Helvetica cannot show characters outside Latin-1.
  return line.replace(/[^\x20-\x7e\xa0-\xff]/gu, "?").replace(/[\\()]/g, "\\$&");
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
