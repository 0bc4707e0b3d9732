import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { operatorOf } from "@/admin/operator";
import { type Progress, showProgress } from "@/admin/progress";
import type { Operator } from "@/lib/principal";

/**
 * The result of a command.
 * @property isFine whether the exit code is 0
 * @property data what `--json` prints
 * @property lines what is printed otherwise
 */
type Outcome = { isFine: boolean; data: Record<string, unknown>; lines: string[] };

/** The command line is wrong. The message is one sentence. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** A command cannot be carried out, for a reason that the operator can change. The message says what to do. */
export class CommandError extends Error {
  override name = "CommandError";
}

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<typeof parseArgs<{ options: Options }>>["values"];

type Definition<Options extends ParseArgsOptionsConfig> = {
  name: string;
  /** A phrase for the list of commands. */
  summary: string;
  /** The arguments behind the name, such as `EMAIL [--yes]`. */
  usage: string;
  /** Its effect and the meaning of its options, in lines. */
  help: string;
  options: Options;
  /** The names of the arguments, each of which is needed. */
  words?: readonly string[];
  /** @returns the outcome; null when the command has printed everything itself */
  run: (given: {
    words: string[];
    values: Values<Options>;
    isJson: boolean;
    operator: Operator;
    progress: Progress;
  }) => Promise<Outcome | null>;
};

/** A command of `npm run admin` and of `node dist/admin.js`. */
export type Command = {
  name: string;
  summary: string;
  usage: string;
  help: string;
  /**
   * @param args the command line behind its name, without `--json`
   * @param isJson whether the command line has `--json`
   * @throws UsageError; CommandError; any error of the verb behind it
   */
  run: (args: string[], isJson: boolean) => Promise<Outcome | null>;
};

/** Defines a command. Its options are those of node:util's `parseArgs`. */
export function defineCommand<const Options extends ParseArgsOptionsConfig>(definition: Definition<Options>): Command {
  const { name, summary, usage, help, options, words = [], run } = definition;
  return {
    name,
    summary,
    usage,
    help,
    run: (args, isJson) => {
      const { values, positionals } = parse(args, options);
      if (positionals.length !== words.length) {
        throw new UsageError(words.length === 0 ? `${name} takes no argument.` : `${name} needs: ${words.join(" ")}.`);
      }
      return run({ words: positionals, values, isJson, operator: operatorOf(name), progress: showProgress() });
    },
  };
}

function parse<Options extends ParseArgsOptionsConfig>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // parseArgs says what is wrong, and never repeats a value.
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}
