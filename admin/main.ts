// The program behind `npm run admin` and `node dist/admin.js`. Each command is thin: the work is in lib/.

import { existsSync } from "node:fs";
import { type Command, CommandError, UsageError } from "@/admin/command";
import { doctorCommand } from "@/admin/doctor";
import { erasePersonCommand } from "@/admin/erase-person";
import { exportCommand } from "@/admin/export";
import { importCommand } from "@/admin/import";
import { makeAdminCommand } from "@/admin/make-admin";
import { purgeCommand } from "@/admin/purge";
import { resealCommand } from "@/admin/reseal";
import { verifyCommand } from "@/admin/verify";
import { endAtSignal } from "@/lib/end-at-signal";
import { SettingsError } from "@/lib/env";
import { log } from "@/lib/log";

const COMMANDS: readonly Command[] = [
  doctorCommand,
  makeAdminCommand,
  resealCommand,
  verifyCommand,
  purgeCommand,
  erasePersonCommand,
  importCommand,
  exportCommand,
];

const OVERVIEW = `Usage: admin COMMAND [--json]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`).join("\n")}

admin COMMAND --help explains a command. The exit code is 0 when all is well, 1 when something is not, and 2 when
the command line is wrong. Settings come from the environment and from .env.`;

/**
 * Runs a command.
 * @param args the command line, such as `["make-admin", "anna@example.com", "--json"]`
 * @returns the exit code
 */
export async function main(args: string[]): Promise<number> {
  const isJson = args.includes("--json");
  const [name = "", ...rest] = args.filter((arg) => arg !== "--json");
  const isHelp = args.includes("--help") || name === "help";
  const command = COMMANDS.find((each) => each.name === name);
  if (!command) {
    if (isHelp) console.log(OVERVIEW);
    else {
      if (isJson) console.log(JSON.stringify({ error: "There is no such command. See --help." }));
      console.error(OVERVIEW);
    }
    return isHelp ? 0 : 2;
  }
  if (isHelp) {
    console.log(`Usage: admin ${command.name} ${command.usage}\n\n${command.help}`);
    return 0;
  }
  // The verbs log for operators of servers. Here the outcome says everything.
  log.level = "silent";
  try {
    const outcome = await command.run(rest, isJson);
    if (!outcome) return 0;
    console.log(isJson ? JSON.stringify(outcome.data, null, 2) : outcome.lines.join("\n"));
    return outcome.isFine ? 0 : 1;
  } catch (error) {
    const message = messageOf(error);
    if (isJson) console.log(JSON.stringify({ error: message }));
    console.error(message);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Without a stack and without other properties, which may hold a value of a row. */
function messageOf(error: unknown): string {
  if (error instanceof CommandError || error instanceof SettingsError) return error.message;
  if (error instanceof UsageError) return `${error.message} See --help.`;
  return `It failed: ${error instanceof Error ? `${error.name}: ${error.message.trim()}` : "unknown error"}`;
}

if (import.meta.main) {
  endAtSignal();
  if (existsSync(".env")) process.loadEnvFile(".env");
  const code = await main(process.argv.slice(2));
  // The output must arrive first, and pools of the database would keep the process alive.
  process.stdout.write("", () => process.exit(code));
}
