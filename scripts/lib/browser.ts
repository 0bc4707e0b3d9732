import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { packageProgram } from "./environment.ts";
import { node } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { step } from "./progress.mjs";
import { Ending, type Run } from "./run.ts";

const DOWNLOAD_WITHIN = 180_000; // ms
// Debian's headless shell first: the same browser without a window's own pages, which cost as much as ours.
const USUAL = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/**
 * Finds a Chromium that runs, and installs one when there is none.
 * @param environment of the installers
 * @returns the path of its executable
 * @throws {Problem} when none could be had
 */
export async function ensureBrowser(run: Run, environment: Record<string, string | undefined>): Promise<string> {
  const found = findBrowser();
  if (found !== null) return found;
  const isRoot = process.getuid?.() === 0;
  const download = () => {
    const args = [packageProgram("@playwright/test/cli.js"), "install", ...(isRoot ? ["--with-deps"] : []), "chromium"];
    return attempt(run, node, args, environment);
  };
  const debian = async () => {
    const env = { ...environment, DEBIAN_FRONTEND: "noninteractive" };
    await attempt(run, "apt-get", ["update"], env);
    await attempt(
      run,
      "apt-get",
      ["install", "-y", "--no-install-recommends", "chromium-headless-shell", "fonts-liberation"],
      env,
    );
  };
  // Debian's own is the quicker way there. Elsewhere a package of that name may be an empty shell, as on Ubuntu.
  const ways = isRoot && isDebian() ? [debian, download] : [download];
  return await step("Installing a browser", "Browser installed", async () => {
    for (const way of ways) {
      await way();
      const installed = findBrowser();
      if (installed !== null) return installed;
    }
    throw new Problem("There is no browser for the journeys. Install Chromium, or give its path in TEST_BROWSER.");
  });
}

function findBrowser(): string | null {
  const candidates = [process.env.TEST_BROWSER, chromium.executablePath(), ...USUAL];
  return candidates.find((path) => path && existsSync(path) && runs(path)) ?? null;
}

/** A browser may be there and yet not run: without its libraries, or as a hint to install something else. */
function runs(path: string): boolean {
  return spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0;
}

function isDebian(): boolean {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/** Runs an installer; whether it helped is seen by looking for the browser again. */
async function attempt(run: Run, command: string, args: string[], env: Record<string, string | undefined>) {
  const options = { env, signal: AbortSignal.timeout(DOWNLOAD_WITHIN) };
  const { code, output } = await run.finish("browser", command, args, options).catch((error: unknown) => {
    if (error instanceof Ending) throw error;
    return { code: 1, output: String(error) };
  });
  if (code === 0) return;
  const lines = output.split("\n");
  console.log(`  This way did not do: ${lines.find((line) => /error|fail|unable/i.test(line)) ?? lines.at(-1)}`);
}
