import { promisify } from "node:util";
import { crc32, inflate } from "node:zlib";
import { ImageRefusedError, type SafeImage } from "@/lib/brand/images/image";

// PNG (Third Edition), https://www.w3.org/TR/png-3/.

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** Chunks that the picture needs. Texts, times, colour profiles and animations are left out. */
const KEPT = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];

/** The largest width and height, in pixels. */
export const MAX_PNG_SIDE = 2_000;

/** Samples of a pixel, by colour type. */
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The passes of an interlaced picture: where each begins, and its steps. */
const PASSES = [
  ...[[0, 0, 8, 8] as const, [4, 0, 8, 8] as const, [0, 4, 4, 8] as const, [2, 0, 4, 4] as const],
  ...[[0, 2, 2, 4] as const, [1, 0, 2, 2] as const, [0, 1, 1, 2] as const],
];

/** Whether a file begins as a PNG. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length));
}

/**
 * Reads a PNG, checks that it has all its pixels and no more, and writes it again without anything else.
 * @throws ImageRefusedError
 */
export async function cleanPng(bytes: Uint8Array): Promise<SafeImage> {
  const chunks = chunksOf(Buffer.from(bytes)).filter(({ type }) => KEPT.includes(type));
  const [header, ...rest] = chunks;
  if (header?.type !== "IHDR" || header.data.length !== 13 || rest.at(-1)?.type !== "IEND") throw broken();
  const width = header.data.readUInt32BE(0);
  const height = header.data.readUInt32BE(4);
  if (width === 0 || height === 0) throw broken();
  if (width > MAX_PNG_SIDE || height > MAX_PNG_SIDE) throw new ImageRefusedError("png_too_wide");
  const data = Buffer.concat(rest.filter(({ type }) => type === "IDAT").map((chunk) => chunk.data));
  const expected = sizeOfPixels(width, height, header.data);
  // One byte more than expected is an error as well.
  const pixels = await promisify(inflate)(data, { maxOutputLength: expected }).catch(() => null);
  if (pixels?.length !== expected) throw broken();
  return { type: "png", content: Buffer.concat([SIGNATURE, ...chunks.map(written)]), width, height };
}

const broken = () => new ImageRefusedError("png_broken");

type Chunk = { type: string; data: Buffer };

function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let at = SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) throw broken();
    const type = bytes.toString("latin1", at + 4, at + 8);
    chunks.push({ type, data: bytes.subarray(at + 8, end) });
    if (type === "IEND") return chunks;
    at = end + 4;
  }
  throw broken();
}

function written({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The bytes of the pixels before their compression: each row has one more, for its filter. */
function sizeOfPixels(width: number, height: number, header: Buffer): number {
  const [depth = 0, colourType = 0, , , interlace = 0] = header.subarray(8);
  const bits = depth * (SAMPLES[colourType] ?? 0);
  if (![1, 2, 4, 8, 16].includes(depth) || bits === 0) throw broken();
  const bytes = (wide: number, high: number) => (wide === 0 ? 0 : high * (1 + Math.ceil((wide * bits) / 8)));
  if (interlace === 0) return bytes(width, height);
  const part = (size: number, start: number, step: number) => Math.max(0, Math.ceil((size - start) / step));
  return PASSES.reduce((sum, [x, y, dx, dy]) => sum + bytes(part(width, x, dx), part(height, y, dy)), 0);
}
