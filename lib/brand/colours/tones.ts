import { contrast, type Oklch, toHex, toOklch } from "@/lib/brand/colours/oklch";
import { GREEN, GROUND, hexOf, MAIL_PAPER, type Scheme } from "@/lib/brand/colours/palette";

/** The colours of a scheme that follow the accent, each `#rrggbb`: those of app/globals.css with the same names. */
export type Tones = Record<"accent" | "strong" | "soft" | "on", string>;

/** The contrast that texts need (WCAG 2.2, 1.4.3). The accent is also the colour of texts. */
export const TEXT_CONTRAST = 4.5;

/** How much the lightness changes at a time. */
const STEP = 0.005;

/** The lightness at which the search begins in the dark. A darker colour would look dull there. */
const LEAST_IN_DARK = 0.72;

/**
 * The tones of an accent colour in a scheme. The accent stays as it is if texts in it and on it can be read. Otherwise it
 * becomes darker in the light scheme, and lighter in the dark one, until they can.
 * @param accent `#rrggbb`, or null for our green
 */
export function tonesOf(accent: string | null, scheme: Scheme): Tones {
  if (accent === null) return greenOf(scheme);
  const own = toOklch(accent);
  const pale = (lightness: number, most: number) => toHex({ ...own, lightness, chroma: Math.min(own.chroma, most) });
  if (scheme === "light") {
    const [soft, on] = [pale(0.945, 0.025), pale(0.99, 0.005)];
    const found = firstReadable(own, [...papersOf(scheme), soft, on], -STEP, accent);
    return { accent: found.hex, strong: strongOf(found, found.lightness < 0.3 ? 0.12 : -0.07, on), soft, on };
  }
  const [soft, on] = [pale(0.285, 0.04), pale(0.2, 0.03)];
  const start = { ...own, lightness: Math.max(own.lightness, LEAST_IN_DARK), chroma: Math.min(own.chroma, 0.14) };
  const found = firstReadable(start, [...papersOf(scheme), soft, on], STEP, null);
  return { accent: found.hex, strong: strongOf(found, found.lightness > 0.9 ? -0.07 : 0.06, on), soft, on };
}

function greenOf(scheme: Scheme): Tones {
  const { accent, strong, soft, on } = GREEN[scheme];
  return { accent: hexOf(accent), strong: hexOf(strong), soft: hexOf(soft), on: hexOf(on) };
}

/** Everything that the accent stands on. */
function papersOf(scheme: Scheme): string[] {
  const { paper, surface } = GROUND[scheme];
  return [hexOf(paper), hexOf(surface), MAIL_PAPER[scheme]];
}

type Found = Oklch & { hex: string };

/** @param exact the colour to begin with, in place of that of `start`, which may be rounded; or null */
function firstReadable(start: Oklch, on: string[], step: number, exact: string | null): Found {
  let [lightness, hex] = [start.lightness, exact ?? toHex(start)];
  while (on.some((paper) => contrast(hex, paper) < TEXT_CONTRAST) && lightness > 0 && lightness < 1) {
    lightness += step;
    hex = toHex({ ...start, lightness });
  }
  return { ...start, lightness, hex };
}

/** The accent under the pointer: another lightness, on which texts can still be read. */
function strongOf(accent: Found, change: number, on: string): string {
  const strong = toHex({ ...accent, lightness: Math.min(1, Math.max(0, accent.lightness + change)) });
  return contrast(strong, on) < TEXT_CONTRAST ? accent.hex : strong;
}
