import { cpSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../bootstrap/paths.mjs";
import type { Run } from "../process/run.ts";
import { compileAhead } from "./compile-ahead.ts";
import { shrink } from "./shrink.ts";

/** The artefact: everything that a machine needs besides Node, to serve, migrate and administer. */
export const ARTEFACT = join(root, "dist");

/** The output of `next build`: a server, and the files of each package that it uses. */
const STANDALONE = join(root, ".next/standalone");

/** Our programs, each bundled into one file. */
const PROGRAMS = { "server.js": "server.ts", "migrate.js": "prisma/main.ts", "admin.js": "admin/main.ts" };

/** A package with WebAssembly, which no bundle can hold. */
const SCHEMA_ENGINE = "@prisma/schema-engine-wasm";

/** Packages of node_modules that the bundles share with Next's server. */
const SHARED = ["graphile-worker", "pg", "pino"];

/** Files that Next needs beside its server, and the migrations beside theirs; from the checkout into the artefact. */
const COPIED = {
  ".next/static": ".next/static",
  public: "public",
  "prisma/migrations": "migrations",
  "prisma/before-release": "before-release",
  "prisma/schema": "schema",
  [`node_modules/${SCHEMA_ENGINE}`]: `node_modules/${SCHEMA_ENGINE}`,
};

/** Makes `dist/` of what `next build` has made. An earlier one is replaced at the end. */
export async function assembleArtefact(run: Run): Promise<void> {
  renameSync(join(STANDALONE, "server.js"), join(STANDALONE, "next-server.js"));
  // Next takes the settings of the checkout along, and they may be secret.
  for (const name of globSync(".env*", { cwd: STANDALONE })) rmSync(join(STANDALONE, name));
  for (const [from, to] of Object.entries(COPIED)) {
    cpSync(join(root, from), join(STANDALONE, to), { recursive: true, filter: (path) => !path.endsWith(".d.ts") });
  }
  for (const [name, source] of Object.entries(PROGRAMS)) {
    await bundle(join(root, source), join(STANDALONE, name));
  }
  const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const facts = { name, version, license, private: true, type: "module", engines: { node: ">=24.2" } };
  writeFileSync(join(STANDALONE, "package.json"), `${JSON.stringify(facts, null, 2)}\n`);
  await shrink(STANDALONE);
  await compileAhead(run, STANDALONE);
  rmSync(ARTEFACT, { recursive: true, force: true });
  renameSync(STANDALONE, ARTEFACT);
}

async function bundle(input: string, file: string): Promise<void> {
  // Loaded here, because most starts find a build that is up to date.
  const { build } = await import("rolldown");
  await build({
    input,
    platform: "node",
    external: [SCHEMA_ENGINE, ...SHARED],
    resolve: { alias: { "@": root, "server-only": join(root, "node_modules/server-only/empty.js") } },
    output: { file, format: "esm", codeSplitting: false },
    logLevel: "warn",
  });
}
