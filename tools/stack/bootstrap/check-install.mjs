import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { root } from "./paths.mjs";

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} Package
 * @typedef {{ packages: Record<string, Package & { dependencies?: object, devDependencies?: object }> }} Lock
 */

/**
 * Compares what npm wrote down inside node_modules, at the end of a complete install, with package-lock.json and
 * package.json. It does not matter who installed: after a developer's own `npm install` nothing is to be done.
 * @returns {boolean} whether node_modules holds what it should
 */
export function packagesAreCurrent() {
  const manifest = readJson("package.json");
  /** @type {Lock} */
  const wanted = readJson("package-lock.json");
  /** @type {Lock | null} */
  const installed = readJson("node_modules/.package-lock.json");
  if (installed === null) return false;

  const { "": top, ...packages } = wanted.packages;
  return (
    isDeepStrictEqual(top?.dependencies, manifest.dependencies) &&
    isDeepStrictEqual(top?.devDependencies, manifest.devDependencies) &&
    Object.keys(installed.packages).every((path) => path in packages || !(outermost(path) in packages)) &&
    Object.entries(packages).every(([path, { version, integrity, optional, devOptional }]) => {
      const found = installed.packages[path];
      // Packages for other platforms are in the lock file and nowhere else.
      if (found === undefined) return optional === true || devOptional === true;
      return found.version === version && found.integrity === integrity;
    })
  );
}

/**
 * A package that somebody added for a trial may stay, unless it is inside a package of ours, which would find it there.
 * @param {string} path as in `node_modules/a/node_modules/b`
 * @returns {string} as in `node_modules/a`
 */
function outermost(path) {
  return path.split("/node_modules/", 1)[0] ?? path;
}

/** @param {string} path */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
