import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { step } from "../stack/bootstrap/progress.mjs";
import { Problem } from "../stack/bootstrap/user-error.mjs";
import type { Run } from "../stack/process-group.ts";
import { canInstallPackages, installPackages } from "./installer.ts";

type Environment = Record<string, string | undefined>;

/**
 * The servers that some journeys put around the application. A journey that needs one has the tag `@<name>`, and finds
 * the program's path in the variable.
 */
const PROGRAMS = [
  { name: "nginx", variable: "TEST_NGINX", version: "-v", isOptional: false },
  { name: "pgbouncer", variable: "TEST_PGBOUNCER", version: "-V", isOptional: false },
  // Debian has it from release 12 on.
  { name: "caddy", variable: "TEST_CADDY", version: "version", isOptional: true },
] as const;

type Program = (typeof PROGRAMS)[number];

/** Where the programs are, by their variables, and the names of those that this machine cannot have. */
export type ServerPrograms = { environment: Environment; missing: string[] };

/**
 * Finds nginx, Caddy and PgBouncer, and installs what is missing where it can: on Debian, as root.
 * @param environment of the installer
 * @throws {Problem} when nginx or PgBouncer is missing where it can be installed, or in CI: no journey is left out there
 */
export async function ensureServerPrograms(run: Run, environment: Environment): Promise<ServerPrograms> {
  const absent = PROGRAMS.filter((program) => findProgram(program) === null);
  if (absent.length > 0 && canInstallPackages()) {
    const names = absent.map(({ name }) => name);
    const list = names.join(" and ");
    await step(`Installing ${list}`, `Installed ${list}`, async () => {
      // Each on its own, because one that Debian does not have would keep it from installing the others.
      for (const name of names) await installPackages(run, [name], environment);
    });
  }
  const found = PROGRAMS.map((program) => ({ ...program, path: findProgram(program) }));
  const missing = found.filter(({ path }) => path === null);
  const required = missing.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  if (required.length > 0 && (canInstallPackages() || process.env.CI)) {
    throw new Problem(`Some journeys need ${required.join(" and ")}. Install them, and run this again.`);
  }
  return {
    environment: Object.fromEntries(found.map(({ variable, path }) => [variable, path ?? undefined])),
    missing: missing.map(({ name }) => name),
  };
}

/** Debian keeps servers in /usr/sbin, which the PATH of an ordinary user leaves out. */
function findProgram({ name, variable, version }: Program): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const candidates = [process.env[variable] ?? "", ...folders.map((folder) => join(folder, name))];
  const runs = (path: string) => path !== "" && spawnSync(path, [version], { timeout: 20_000 }).status === 0;
  return candidates.find(runs) ?? null;
}
