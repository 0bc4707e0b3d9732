import "server-only";
import { toSVG } from "@bwip-js/node";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";

type Attachment = ReceiptContent["attachments"][number];

/** More characters than these make bars that are too thin for a phone's screen. */
const MAX_BARCODE = 48;
/** The most bytes of a QR code whose squares a camera still tells apart on a phone's screen. */
const MAX_QR_BYTES = 800;

/**
 * Draws a bar code or a QR code, black on white with the margin that scanners need. HeroJSON names no symbology for a
 * bar code, so it is Code 128, which takes every printable character of ASCII.
 * @returns the URL of an SVG image, or null for data that no scanner could read back
 */
export function drawCode({ type, data }: Pick<Attachment, "type" | "data">): string | null {
  const isBarcode = type === "BARCODE";
  if (isBarcode ? !/^[ -~]+$/.test(data) || data.length > MAX_BARCODE : Buffer.byteLength(data) > MAX_QR_BYTES)
    return null;
  const white = { backgroundcolor: "ffffff" };
  try {
    const svg = isBarcode
      ? toSVG({ bcid: "code128", text: data, height: 14, paddingwidth: 10, paddingheight: 3, ...white })
      : toSVG({ bcid: "qrcode", text: data, padding: 4, ...white });
    return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  } catch {
    return null;
  }
}
