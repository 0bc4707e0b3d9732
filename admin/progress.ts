/** The width of the bar, in characters. */
const WIDTH = 30;

/**
 * Shows how far a piece of work is.
 * @param done how much is done
 * @param total how much there is; null when nobody knows
 */
export type Progress = (done: number, total: number | null) => void;

/** A bar in one line of the error stream that changes, so that the output stays clean. Without a terminal, nothing. */
export function showProgress(): Progress {
  const { stderr } = process;
  if (!stderr.isTTY) return () => {};
  return (done, total) => {
    const part = total === null ? null : Math.min(1, total === 0 ? 1 : done / total);
    const bar =
      part === null
        ? String(done)
        : `[${"#".repeat(Math.round(part * WIDTH)).padEnd(WIDTH, ".")}] ${Math.floor(part * 100)} %`;
    stderr.write(`\r\x1b[K${bar}${part === 1 ? "\n" : ""}`);
  };
}
