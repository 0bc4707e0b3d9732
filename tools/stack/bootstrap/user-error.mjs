/** A problem that the user at the terminal can solve: its message is shown alone, without a stack. */
export class Problem extends Error {}

/**
 * Says on the error stream what went wrong: a problem as its sentence, anything else with its stack.
 * @param {unknown} error
 */
export function report(error) {
  if (error instanceof Problem) console.error(`✗ ${error.message}`);
  else console.error("✗ Something unexpected went wrong:", error);
}
