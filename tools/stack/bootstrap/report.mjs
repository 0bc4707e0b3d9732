/** After this many milliseconds a step that is still busy says what it is doing. */
const SLOW_AFTER_MS = 2_000;

/** An error that the user at the terminal can correct. Its message is shown alone, without a stack. */
export class Problem extends Error {}

/**
 * Says on the error stream what went wrong: a problem as its sentence, anything else with its stack.
 * @param {unknown} error
 */
export function report(error) {
  if (error instanceof Problem) console.error(`✗ ${error.message}`);
  else console.error("✗ Something unexpected went wrong:", error);
}

/**
 * Does one step and says so in a line with the time it took: `✓ Application built (41 s)`. The same on a terminal and
 * in a log file.
 * @template T
 * @param {string} doing said when it takes long, as in "Building the application"
 * @param {string} done said at the end, as in "Application built"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what the work gives; throws what it throws
 */
export async function step(doing, done, work) {
  const begun = performance.now();
  const timer = setTimeout(() => console.log(`  ${doing} …`), SLOW_AFTER_MS);
  try {
    const result = await work();
    console.log(`✓ ${done} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
