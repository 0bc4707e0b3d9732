// Runs in the checkout of a former version, with that version's own programs: `build`, or `migrate DATABASE_URL`.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Run } from "../../tools/stack/process/run.ts";

const load = (module: string) => import(pathToFileURL(resolve("tools/stack", module)).href);

const [verb, databaseUrl] = process.argv.slice(2);
const run: Run = await (await load("process/run.ts")).beginRun(null);
try {
  if (verb === "build") {
    const { ensureClient, ensureBuild } = await load("parts/build.ts");
    await ensureClient(run);
    await ensureBuild(run, false);
  } else {
    await (await load("parts/migrate.ts")).migrate(run, { DATABASE_URL: databaseUrl });
  }
  await run.end();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  run.kill();
  process.exit(1);
}
