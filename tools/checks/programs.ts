import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { node } from "../stack/bootstrap/paths.mjs";
import { Problem, step } from "../stack/bootstrap/report.mjs";
import type { Run } from "../stack/process/run.ts";
import { packageProgram } from "../stack/settings/environment.ts";

type Environment = Record<string, string | undefined>;

/** A program that journeys need: where it may be, what makes it print its version, and Debian's packages of it. */
type Program = {
  name: string;
  /** Names the program's path to the journeys, and may name one that is somewhere else. */
  variable: string;
  version: string;
  commands: string[];
  packages: string[];
  /** Whether a machine may lack it, even one on which we install the others. */
  isOptional?: boolean;
};

// The headless shell first: the same browser without a window's own pages, which cost as much as ours.
const BROWSER: Program = {
  name: "a browser",
  variable: "TEST_BROWSER",
  version: "--version",
  commands: ["chromium-headless-shell", chromium.executablePath(), "chromium", "chromium-browser", "google-chrome"],
  packages: ["chromium-headless-shell", "fonts-liberation"],
};

/** The servers that some journeys put around the application. A journey that needs one has the tag `@<name>`. */
const SERVERS: Program[] = [
  { name: "nginx", variable: "TEST_NGINX", version: "-v", commands: ["nginx"], packages: ["nginx"] },
  { name: "pgbouncer", variable: "TEST_PGBOUNCER", version: "-V", commands: ["pgbouncer"], packages: ["pgbouncer"] },
  // Debian has it from release 12 on.
  {
    name: "caddy",
    variable: "TEST_CADDY",
    version: "version",
    commands: ["caddy"],
    packages: ["caddy"],
    isOptional: true,
  },
];

const INSTALL_WITHIN_MS = 180_000;

/** While this script answers 101, Debian's packages start none of the services that they bring. */
const SERVICE_POLICY = "/usr/sbin/policy-rc.d";

/** Where the programs are, by their variables, and the names of those that this machine cannot have. */
export type Programs = { environment: Environment; missing: string[] };

/**
 * Finds a browser, nginx, Caddy and PgBouncer, and installs what is missing where it can: on Debian, as root. A browser is
 * downloaded elsewhere.
 * @param environment of the installers
 * @throws {Problem} when there is no browser; when nginx or PgBouncer is missing where it can be installed, or in CI
 */
export async function ensurePrograms(run: Run, environment: Environment): Promise<Programs> {
  const canInstall = isRootOnDebian();
  const absent = canInstall ? [BROWSER, ...SERVERS].filter((program) => find(program) === null) : [];
  if (absent.length > 0) {
    const names = absent.map(({ name }) => name).join(", ");
    await step(`Installing ${names}`, `Looked for ${names}`, () => installPrograms(run, absent, environment));
  }
  if (find(BROWSER) === null) {
    const args = ["install", ...(process.getuid?.() === 0 ? ["--with-deps"] : []), "chromium"];
    await step("Installing a browser", "Looked for a browser", () =>
      install(run, node, [packageProgram("@playwright/test/cli.js"), ...args], environment),
    );
  }
  if (find(BROWSER) === null) {
    throw new Problem("There is no browser for the journeys. Install Chromium, or give its path in TEST_BROWSER.");
  }
  const missing = SERVERS.filter((program) => find(program) === null);
  const required = missing.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  if (required.length > 0 && (canInstall || process.env.CI)) {
    throw new Problem(`Some journeys need ${required.join(" and ")}. Install them, and run this again.`);
  }
  return {
    environment: Object.fromEntries(
      [BROWSER, ...SERVERS].map((program) => [program.variable, find(program) ?? undefined]),
    ),
    missing: missing.map(({ name }) => name),
  };
}

/** The path of a program that runs. One may be there and yet not run: without its libraries, or as a mere hint. */
function find({ variable, version, commands }: Program): string | null {
  // Debian keeps servers in /usr/sbin, which the PATH of an ordinary user leaves out.
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const paths = commands.flatMap((command) =>
    command.includes("/") ? [command] : folders.map((folder) => join(folder, command)),
  );
  const runs = (path: string) => existsSync(path) && spawnSync(path, [version], { timeout: 20_000 }).status === 0;
  return [process.env[variable] ?? "", ...paths].find(runs) ?? null;
}

function isRootOnDebian(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/etc/os-release")) return false;
  return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/** Installs the Debian packages of programs, and starts none of their services. */
async function installPrograms(run: Run, programs: Program[], environment: Environment): Promise<void> {
  const env = { ...environment, DEBIAN_FRONTEND: "noninteractive" };
  const command = ["install", "-y", "--no-install-recommends"];
  const isOurPolicy = !existsSync(SERVICE_POLICY);
  if (isOurPolicy) writeFileSync(SERVICE_POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await install(run, "apt-get", ["update"], env);
    // All at once, because each installation also brings manuals and fonts up to date. A release that lacks one package
    // installs none of them.
    if (await install(run, "apt-get", [...command, ...programs.flatMap(({ packages }) => packages)], env)) return;
    for (const program of programs) await install(run, "apt-get", [...command, ...program.packages], env);
  } finally {
    if (isOurPolicy) rmSync(SERVICE_POLICY, { force: true });
  }
}

/**
 * Runs an installer, and prints why it failed. The caller looks for the program to see if it worked.
 * @returns whether it ended well
 */
async function install(run: Run, command: string, args: string[], env: Environment): Promise<boolean> {
  const { code, output } = await run.finish(command, args, { env, timeoutMs: INSTALL_WITHIN_MS });
  if (code === 0) return true;
  const lines = output.split("\n");
  console.log(`  ${command} failed: ${lines.find((line) => /error|fail|unable/i.test(line)) ?? lines.at(-1)}`);
  return false;
}
