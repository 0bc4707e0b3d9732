import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { canInstallPackages, installPackages } from "./installer.ts";
import type { Run } from "./process-group.ts";
import { step } from "./progress.mjs";
import { Problem } from "./user-error.mjs";

type Environment = Record<string, string | undefined>;

/**
 * The servers that some journeys put around the application. A journey that needs one has the tag `@<name>`, and finds
 * the program's path in the variable.
 */
const PROGRAMS = [
  { name: "nginx", variable: "TEST_NGINX", versionFlag: "-v" },
  { name: "pgbouncer", variable: "TEST_PGBOUNCER", versionFlag: "-V" },
] as const;

type Program = (typeof PROGRAMS)[number];

/** Where the programs are, by their variables, and the names of those that this machine cannot have. */
export type ServerPrograms = { environment: Environment; missing: string[] };

/**
 * Finds nginx and PgBouncer, and installs what is missing where it can: on Debian, as root.
 * @param environment of the installer
 * @throws {Problem} when a program is missing where it can be installed, or in CI: no journey is left out there
 */
export async function ensureServerPrograms(run: Run, environment: Environment): Promise<ServerPrograms> {
  const absent = PROGRAMS.filter((program) => findProgram(program) === null);
  if (absent.length > 0 && canInstallPackages()) {
    const names = absent.map(({ name }) => name);
    const list = names.join(" and ");
    await step(`Installing ${list}`, `Installed ${list}`, () => installPackages(run, names, environment));
  }
  const found = PROGRAMS.map((program) => ({ ...program, path: findProgram(program) }));
  const missing = found.filter(({ path }) => path === null).map(({ name }) => name);
  if (missing.length > 0 && (canInstallPackages() || process.env.CI)) {
    throw new Problem(`Some journeys need ${missing.join(" and ")}. Install them, and run this again.`);
  }
  return {
    environment: Object.fromEntries(found.map(({ variable, path }) => [variable, path ?? undefined])),
    missing,
  };
}

/** Debian keeps servers in /usr/sbin, which the PATH of an ordinary user leaves out. */
function findProgram({ name, variable, versionFlag }: Program): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const candidates = [process.env[variable] ?? "", ...folders.map((folder) => join(folder, name))];
  const runs = (path: string) => path !== "" && spawnSync(path, [versionFlag], { timeout: 20_000 }).status === 0;
  return candidates.find(runs) ?? null;
}
