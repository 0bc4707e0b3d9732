// Runs first in every npm command, on the machine's own Node and without any package: installs the packages when they
// are missing, or when package.json or package-lock.json has changed.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`✗ This needs Node 20.19 or newer, and this is ${process.version}: https://nodejs.org`);
  process.exit(1);
}

// Imported late, so that a Node that is too old meets the sentence about it before it meets newer syntax.
const { findHolder, locked } = await import("./lock.mjs");
const { dataFolder, node, root } = await import("./paths.mjs");
const { Problem, report, step } = await import("./report.mjs");

try {
  if (!isInstalled()) await locked("install", "installing packages", ({ fd }) => ensureInstalled(fd));
  if (!existsSync(node)) {
    throw new Problem(
      "The packages were installed without their install scripts, so Node 24 is missing from node_modules. " +
        "Run: npm ci --include=dev --ignore-scripts=false, then try again.",
    );
  }
} catch (error) {
  report(error);
  process.exit(1);
}

/**
 * @param {number} lock
 * @throws {Problem} when npm fails, or when a server still uses the packages
 */
async function ensureInstalled(lock) {
  if (isInstalled()) return;
  const server = await findHolder("run");
  if (server !== null) {
    throw new Problem(
      `The packages have changed, but a server runs in this folder with the old ones (pid ${server.pid}). Stop it first.`,
    );
  }
  await step("Installing packages, which takes about a minute", "Packages installed", () => install(lock));
}

/**
 * @param {number} lock which npm holds too, so that no other command installs while it runs, even if this one is killed
 * @returns {Promise<void>}
 */
function install(lock) {
  mkdirSync(dataFolder, { recursive: true });
  // Into a file, because npm would end in the middle of its work when nobody reads what it prints any more.
  const log = join(dataFolder, "install.log");
  const output = openSync(log, "w", 0o600);
  // Development packages are needed even where NODE_ENV says production: for the build and the types.
  const npm = spawn("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", output, output, lock],
    detached: true,
  });
  // Killed with all install scripts, because npm waits for those at a SIGTERM. The next start installs again.
  const stop = () => {
    if (npm.pid !== undefined) process.kill(-npm.pid, "SIGKILL");
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && stop(), 500).unref();
  return new Promise((resolve, reject) => {
    npm.on("error", (error) => reject(new Problem(`npm could not be run: ${error.message}`)));
    npm.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Problem(`The packages could not be installed:\n${readFileSync(log, "utf8").trim()}`));
    });
  });
}

/**
 * Compares what npm notes inside node_modules, at the end of a complete install, with package-lock.json and
 * package.json. It does not matter who installed: after a developer's own `npm install` nothing is to be done.
 * @returns {boolean} whether node_modules holds what it should
 */
function isInstalled() {
  const found = readJson("node_modules/.package-lock.json")?.packages;
  const { "": top, ...wanted } = readJson("package-lock.json").packages;
  const manifest = readJson("package.json");
  // An additional package may stay, unless it is inside one of ours, which would find it there.
  const isForeign = (/** @type {string} */ path) => !((path.split("/node_modules/")[0] ?? path) in wanted);
  return (
    found !== undefined &&
    isDeepStrictEqual(top.dependencies, manifest.dependencies) &&
    isDeepStrictEqual(top.devDependencies, manifest.devDependencies) &&
    Object.keys(found).every((path) => path in wanted || isForeign(path)) &&
    Object.keys(wanted).every((path) => {
      const { version, integrity, optional, devOptional } = wanted[path];
      // Packages for other platforms are in the lock file and nowhere else.
      if (found[path] === undefined) return Boolean(optional || devOptional);
      return found[path].version === version && found[path].integrity === integrity;
    })
  );
}

/** @param {string} path */
function readJson(path) {
  return existsSync(join(root, path)) ? JSON.parse(readFileSync(join(root, path), "utf8")) : undefined;
}
