import { parseArgs } from "node:util";
import { Problem } from "../tools/stack/bootstrap/report.mjs";

/** How many connections the two databases of a benchmark have. `keep`: they stay for the next run with `--keep`. */
type Sizes = { small: number; large: number; keep: boolean };

/**
 * Reads the options of a benchmark that compares two sizes.
 * @throws {Problem} for any other option
 */
export function readSizes(args: string[]): Sizes {
  try {
    const { values } = parseArgs({
      args,
      options: { small: { type: "string" }, large: { type: "string" }, keep: { type: "boolean" } },
    });
    const small = Number(values.small ?? 1_000);
    const large = Number(values.large ?? 1_000_000);
    if (!(small >= 500 && large > small)) throw new TypeError("--small is 500 or more, and --large more than that.");
    return { small, large, keep: values.keep ?? false };
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}
