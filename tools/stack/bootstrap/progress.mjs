/** After this many milliseconds a step that is still busy says what it is doing. */
const PATIENCE = 2_000;

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
  const begun = Date.now();
  const timer = setTimeout(() => console.log(`  ${doing} …`), PATIENCE);
  try {
    const result = await work();
    console.log(`✓ ${done} (${seconds(Date.now() - begun)})`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {number} milliseconds
 * @returns {string} as in `0.4 s` or `41 s`
 */
function seconds(milliseconds) {
  return milliseconds < 9_950 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.round(milliseconds / 1000)} s`;
}
