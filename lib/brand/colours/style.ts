import type { CSSProperties } from "react";
import { GROUND, hexOf, type Scheme } from "@/lib/brand/colours/palette";
import { tonesOf } from "@/lib/brand/colours/tones";

/**
 * The style of a page's root element that gives app/globals.css the colours of the brand, in both schemes. A style attribute
 * needs no nonce, and nothing in it runs.
 * @param accent `#rrggbb`; without one the page has our green, and no style
 */
export function accentStyle(accent: string | null): CSSProperties | undefined {
  if (accent === null) return undefined;
  const [light, dark] = [tonesOf(accent, "light"), tonesOf(accent, "dark")];
  return {
    "--own-accent": light.accent,
    "--own-strong": light.strong,
    "--own-soft": light.soft,
    "--own-on": light.on,
    "--own-dark-accent": dark.accent,
    "--own-dark-strong": dark.strong,
    "--own-dark-soft": dark.soft,
    "--own-dark-on": dark.on,
  } as CSSProperties;
}

/** The style of an element that shows one scheme, whichever one the reader has. */
export function schemeStyle(accent: string | null, scheme: Scheme): CSSProperties {
  const tones = tonesOf(accent, scheme);
  const ground = Object.entries(GROUND[scheme]).map(([name, colour]) => [`--${name}`, hexOf(colour)]);
  return {
    ...Object.fromEntries(ground),
    "--accent": tones.accent,
    "--accent-strong": tones.strong,
    "--accent-soft": tones.soft,
    "--on-accent": tones.on,
    colorScheme: scheme,
    background: "var(--paper)",
    color: "var(--ink)",
  };
}
