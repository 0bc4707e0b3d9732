import { ImageRefusedError } from "@/lib/brand/images/image";

/** The largest side of a drawing, in its own units. */
const MAX_SIDE = 100_000;

/**
 * The natural size of an SVG: its width and height, else those of its viewBox. A percentage says nothing.
 * @param root the attributes of the root
 * @throws ImageRefusedError when it has neither
 */
export function sizeOfSvg({ width, height, viewBox }: Record<string, string>): { width: number; height: number } {
  const [, , boxWidth = Number.NaN, boxHeight = Number.NaN] = (viewBox ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const own = [pixels(width), pixels(height)] as const;
  const [wide, high] = own.every(isSide) ? own : [boxWidth, boxHeight];
  if (!isSide(wide) || !isSide(high)) throw new ImageRefusedError("svg_size");
  return { width: Math.max(1, Math.round(wide)), height: Math.max(1, Math.round(high)) };
}

/** A length without a unit, or in pixels. */
function pixels(length: string | undefined): number {
  const [, number] = /^\s*(\d+(?:\.\d+)?|\.\d+)(?:px)?\s*$/.exec(length ?? "") ?? [];
  return Number(number ?? Number.NaN);
}

const isSide = (side: number) => side > 0 && side <= MAX_SIDE;
