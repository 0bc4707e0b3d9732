/** How many lines a chart has at most, besides zero. */
const MAX_LINES = 4;

/**
 * A scale with round numbers for a chart with bars upwards and downwards.
 * @param up the longest bar upwards
 * @param down the longest bar downwards
 * @returns how far it reaches in both directions, and its lines, from the top; upwards is positive
 */
export function chartScale(up: number, down: number): { top: number; bottom: number; lines: number[] } {
  const step = roundStep((up + down) / MAX_LINES);
  const [above, below] = [Math.ceil(up / step), Math.ceil(down / step)];
  const lines = Array.from({ length: above + below + 1 }, (_, index) => (above - index) * step);
  return { top: above * step, bottom: below * step, lines };
}

/** The smallest of 1, 2, 5, 10, 20, 50 … that is not below a number. */
function roundStep(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(least, 1))));
  return power * ([1, 2, 5].find((digit) => digit * power >= least) ?? 10);
}
