import { expect, test } from "vitest";
import { unitOf } from "@/components/receipts/units";

test.each([
  ["piece", ["H87", "C62", "PCS", "pcs", "kpl", "KPL", "kpl.", "st"]],
  ["kilogram", ["KGM", "kg"]],
  ["litre", ["LTR", "l"]],
  ["metre", ["MTR", "m"]],
] as const)("a %s is known by its codes", (unit, codes) => {
  expect(codes.map(unitOf)).toEqual(codes.map(() => unit));
});

test.each(["", "ZZ", "constructor", "box of 6"])("%j is no unit, and is shown as it is", (code) => {
  expect(unitOf(code)).toBeNull();
});
