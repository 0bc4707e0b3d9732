import { type Oklch, toHex } from "@/lib/brand/colours/oklch";

export type Scheme = "light" | "dark";

/** A colour as app/globals.css writes it: lightness, chroma, and the hue in degrees. */
type Written = readonly [lightness: number, chroma: number, hue: number];

type Ground = Record<"paper" | "surface" | "ink" | "muted" | "line" | "field", Written>;

/** The colours of app/globals.css that no brand changes. A test compares the two. */
export const GROUND: Record<Scheme, Ground> = {
  light: {
    paper: [0.978, 0.006, 105],
    surface: [0.998, 0.002, 105],
    ink: [0.24, 0.018, 165],
    muted: [0.48, 0.016, 165],
    line: [0.9, 0.008, 120],
    field: [0.62, 0.014, 160],
  },
  dark: {
    paper: [0.18, 0.012, 168],
    surface: [0.222, 0.014, 168],
    ink: [0.945, 0.01, 140],
    muted: [0.735, 0.016, 155],
    line: [0.315, 0.015, 165],
    field: [0.56, 0.016, 160],
  },
};

/** Our green, for a partner who chose no colour: as app/globals.css has it. */
export const GREEN: Record<Scheme, Record<"accent" | "strong" | "soft" | "on", Written>> = {
  light: { accent: [0.43, 0.085, 168], strong: [0.36, 0.075, 168], soft: [0.945, 0.025, 165], on: [0.99, 0.005, 165] },
  dark: { accent: [0.8, 0.115, 166], strong: [0.86, 0.1, 166], soft: [0.285, 0.035, 168], on: [0.2, 0.03, 168] },
};

/** The background of emails (lib/mail/mail-page.tsx). */
export const MAIL_PAPER: Record<Scheme, string> = { light: "#ffffff", dark: "#161d1a" };

/** A colour of the palette as `#rrggbb`. */
export function hexOf([lightness, chroma, hue]: Written): string {
  return toHex({ lightness, chroma, hue: (hue / 180) * Math.PI } satisfies Oklch);
}
