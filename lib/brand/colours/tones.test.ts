import { readFileSync } from "node:fs";
import { array, assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { contrast, toHex, toOklch } from "@/lib/brand/colours/oklch";
import { GREEN, GROUND, hexOf, MAIL_PAPER } from "@/lib/brand/colours/palette";
import { TEXT_CONTRAST, tonesOf } from "@/lib/brand/colours/tones";

const SCHEMES = ["light", "dark"] as const;

/** Any colour of a screen. */
const colours = array(integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 3 }).map(
  (bytes) => `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`,
);

test.each(SCHEMES)("texts in every accent colour and on it can be read in the %s scheme", (scheme) => {
  const papers = [hexOf(GROUND[scheme].paper), hexOf(GROUND[scheme].surface), MAIL_PAPER[scheme]];
  assert(
    property(colours, (colour) => {
      const { accent, strong, soft, on } = tonesOf(colour, scheme);
      for (const paper of [...papers, soft, on]) expect(contrast(accent, paper)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
      expect(contrast(strong, on)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
      // The page's own texts stand on the soft tone as well.
      for (const text of ["ink", "muted"] as const) {
        expect(contrast(hexOf(GROUND[scheme][text]), soft)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
      }
    }),
    { numRuns: 300 },
  );
});

test.each(["#000000", "#ffffff", "#ffff00", "#00ff00", "#0000ff", "#ff0000", "#777777"])(
  "the extreme colour %s has tones that can be read",
  (colour) => {
    for (const scheme of SCHEMES) {
      const { accent, on } = tonesOf(colour, scheme);
      expect(contrast(accent, on)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
    }
  },
);

test("a colour that can be read stays as it is in the light scheme, and any other keeps its hue", () => {
  expect(tonesOf("#0f5c4a", "light").accent).toBe("#0f5c4a");
  const yellow = tonesOf("#ffcc00", "light").accent;
  expect(yellow).not.toBe("#ffcc00");
  expect(toOklch(yellow).lightness).toBeLessThan(toOklch("#ffcc00").lightness);
  expect(Math.abs(toOklch(yellow).hue - toOklch("#ffcc00").hue)).toBeLessThan(0.1);
});

test("a colour survives the way to OKLCH and back", () => {
  assert(
    property(colours, (colour) => {
      expect(toHex(toOklch(colour))).toBe(colour);
    }),
  );
});

test("the contrast is that of WCAG", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#ffffff", "#767676")).toBeCloseTo(4.54, 2);
  expect(contrast("#336699", "#336699")).toBe(1);
});

test("the palette is the one of app/globals.css", () => {
  const css = readFileSync("app/globals.css", "utf8");
  const [light = "", dark = ""] = [...css.matchAll(/:root \{(.*?)\n {0,2}\}/gs)].map(([, block]) => block);
  const inCss = (block: string, name: string) =>
    new RegExp(`--${name}: (?:var\\(--own-[\\w-]+, )?oklch\\(([^)]+)\\)`).exec(block)?.[1]?.split(" ").map(Number);
  const names = { accent: "accent", strong: "accent-strong", soft: "accent-soft", on: "on-accent" };
  for (const [scheme, block] of [
    ["light", light],
    ["dark", dark],
  ] as const) {
    for (const [name, colour] of Object.entries(GROUND[scheme])) expect(inCss(block, name), name).toEqual(colour);
    for (const [name, colour] of Object.entries(GREEN[scheme])) {
      expect(inCss(block, names[name as keyof typeof names]), name).toEqual(colour);
    }
  }
});
