import { crc32, deflateSync } from "node:zlib";

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The parts of a PNG that a test changes. */
type PngParts = { interlace?: 0 | 1; pixels?: Buffer; extra?: [type: string, data: Buffer][]; after?: Buffer };

/** A PNG of one colour, with three bytes for each pixel. */
export function png(width: number, height: number, parts: PngParts = {}): Buffer<ArrayBuffer> {
  const { interlace = 0, extra = [], after = Buffer.alloc(0) } = parts;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, interlace], 8);
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(width * 3, 0x66)]);
  const pixels = parts.pixels ?? Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    ...extra.map(([type, data]) => chunk(type, data)),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
    after,
  ]);
}

/** A logo as SVG. */
export const SVG_LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 30"><rect width="150" height="30" fill="#aa0044"/></svg>`;
