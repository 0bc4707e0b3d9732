import { drawSvg, type ImageUse } from "@/lib/brand/images/draw";
import { ImageRefusedError, type SafeImage } from "@/lib/brand/images/image";
import { cleanPng, isPng } from "@/lib/brand/images/png";
import { cleanSvg } from "@/lib/brand/images/svg";

/** An image with all forms in which it is shown. */
export type PreparedImage = SafeImage & {
  /** The PNG of an SVG; null for a PNG. */
  png: Uint8Array<ArrayBuffer> | null;
};

/** How much of a file is looked at for the beginning of an SVG, in bytes. Comments of an editor may stand before it. */
const BEGINNING = 4_096;

/**
 * Makes an upload safe to show.
 * @param bytes the file, whatever it is
 * @throws ImageRefusedError
 */
export async function prepareImage(bytes: Uint8Array, use: ImageUse): Promise<PreparedImage> {
  if (bytes.length === 0) throw new ImageRefusedError("no_file");
  const image = await clean(bytes);
  if (use === "icon" && image.width !== image.height) throw new ImageRefusedError("not_square");
  return { ...image, png: image.type === "svg" ? await drawSvg(image, use) : null };
}

async function clean(bytes: Uint8Array): Promise<SafeImage> {
  if (isPng(bytes)) return cleanPng(bytes);
  const isSvg = Buffer.from(bytes.subarray(0, BEGINNING)).toString("latin1").includes("<svg");
  if (isSvg) return cleanSvg(bytes);
  throw new ImageRefusedError("unknown_type");
}
