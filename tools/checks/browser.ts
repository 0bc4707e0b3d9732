import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { node } from "../stack/bootstrap/paths.mjs";
import { step } from "../stack/bootstrap/progress.mjs";
import { Problem } from "../stack/bootstrap/user-error.mjs";
import type { Run } from "../stack/process-group.ts";
import { packageProgram } from "../stack/settings/environment.ts";
import { canInstallPackages, installPackages, runInstaller } from "./installer.ts";

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
    return runInstaller(run, node, args, environment);
  };
  const debian = () => installPackages(run, ["chromium-headless-shell", "fonts-liberation"], environment);
  // Debian's own is the quicker way there. Elsewhere a package of that name may be an empty shell, as on Ubuntu.
  const ways = canInstallPackages() ? [debian, download] : [download];
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
