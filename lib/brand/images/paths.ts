import type { BrandImage } from "@/lib/brand/brand";

/** The path of an image. It names the content, so that browsers can keep the image for good. */
export function imagePath({ hash, type }: BrandImage): string {
  return `/brand/${hash}.${type}`;
}

/** The path of the image as a PNG, for those who take no SVG. */
export function pngPath({ hash }: BrandImage): string {
  return `/brand/${hash}.png`;
}

/** The size at which an image is shown within a box, in whole pixels. */
export function sizeWithin({ width, height }: BrandImage, box: { width: number; height: number }) {
  const scale = Math.min(box.width / width, box.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The side of the PNG that is drawn of an icon, in pixels. */
export const DRAWN_ICON = 512;

/** The size of an icon's PNG, as a manifest writes it. */
export function iconSizes({ type, width, height }: BrandImage): string {
  return type === "svg" ? `${DRAWN_ICON}x${DRAWN_ICON}` : `${width}x${height}`;
}
