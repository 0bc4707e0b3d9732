import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { packagesAreCurrent } from "./check-install.mjs";
import { locked } from "./lock.mjs";
import { node, root, runFile } from "./paths.mjs";
import { readClaim } from "./pid-lock.mjs";
import { isAlive } from "./process-identity.mjs";
import { step } from "./progress.mjs";
import { Problem } from "./user-error.mjs";

const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Installs the packages when they are missing or package.json or package-lock.json has changed.
 * @throws {Problem} when npm fails, or left out the install scripts
 */
export async function ensurePackages() {
  if (!packagesAreCurrent()) {
    await locked("install", "installing packages", async (alsoHeldBy) => {
      if (packagesAreCurrent()) return;
      refuseUnderRunningServer();
      await step("Installing packages, which takes about a minute", "Packages installed", () => install(alsoHeldBy));
    });
  }
  checkNode();
}

function refuseUnderRunningServer() {
  const starter = readClaim(runFile, root)?.members[0];
  if (starter === undefined || !isAlive(starter)) return;
  throw new Problem(
    `The packages have changed, but a server runs in this folder with the old ones (pid ${starter.pid}). Stop it first.`,
  );
}

/**
 * @param {(pid: number | undefined) => void} alsoHeldBy
 * @returns {Promise<void>}
 */
function install(alsoHeldBy) {
  // Development packages are wanted even where NODE_ENV says production: the build and the types need them.
  const npm = spawn("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  alsoHeldBy(npm.pid);
  // Killed, because npm continues after a SIGTERM while it runs install scripts. The next start installs again.
  const stop = () => {
    npm.kill("SIGKILL");
    process.exit(130);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    npm.on("error", (error) => reject(new Problem(`npm could not be run: ${error.message}`)));
    npm.on("close", (code) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      if (code === 0) resolve();
      else reject(new Problem(`The packages could not be installed:\n${output.trim()}`));
    });
  });
}

function checkNode() {
  const version = existsSync(node) ? spawnSync(node, ["--version"], { encoding: "utf8" }).stdout : "";
  if (version?.startsWith("v24.")) return;
  throw new Problem(
    "The packages were installed without their install scripts, so Node 24 is missing from node_modules. " +
      "Run: npm ci --include=dev --ignore-scripts=false, then try again.",
  );
}
