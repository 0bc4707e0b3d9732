// The program of `npm run admin`, on the Node in node_modules. It runs admin/main.ts with the settings of this folder.

import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findHolder } from "./bootstrap/lock.mjs";
import { root } from "./bootstrap/paths.mjs";
import { Problem, report } from "./bootstrap/report.mjs";
import { openEmbedded } from "./parts/embedded.ts";
import { type Given, isEmbedded, readGiven } from "./settings/settings.ts";

/** The modules of the application import each other as `@/lib/…`, without an extension. */
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith("@/")) return next(specifier, context);
    const path = join(root, specifier.slice(2));
    const file = [`${path}.ts`, join(path, "index.ts")].find(existsSync) ?? path;
    return next(pathToFileURL(file).href, context);
  },
});

const args = process.argv.slice(2);
try {
  // Help needs no database.
  if (args.length > 0 && !args.includes("--help")) Object.assign(process.env, await settings());
  const { main } = await import("../../admin/main.ts");
  const code = await main(args);
  process.stdout.write("", () => process.exit(code));
} catch (error) {
  if (args.includes("--json")) {
    const message = error instanceof Problem ? error.message : "Something unexpected went wrong.";
    console.log(JSON.stringify({ error: message }));
  }
  report(error);
  process.exit(1);
}

async function settings(): Promise<Given> {
  const given = readGiven();
  if (!isEmbedded(given)) return given;
  const embedded = openEmbedded(given);
  if ((await findHolder("run"))?.address === undefined) {
    throw new Problem("The database of this folder is not running: use npm start first, or set DATABASE_URL.");
  }
  return embedded.environment(embedded.keptPorts());
}
