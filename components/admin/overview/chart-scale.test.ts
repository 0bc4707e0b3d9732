import { expect, test } from "vitest";
import { chartScale } from "@/components/admin/overview/chart-scale";

test.each([
  { up: 3, down: 0, top: 3, bottom: 0, lines: [3, 2, 1, 0] },
  { up: 19, down: 4, top: 20, bottom: 10, lines: [20, 10, 0, -10] },
  { up: 0, down: 1, top: 0, bottom: 1, lines: [0, -1] },
  { up: 41_000, down: 900, top: 60_000, bottom: 20_000, lines: [60_000, 40_000, 20_000, 0, -20_000] },
])("$up up and $down down have round lines that hold every bar", ({ up, down, ...scale }) => {
  expect(chartScale(up, down)).toEqual(scale);
});
