// The program of `npm run build`, on the Node in node_modules. It makes the artefact `dist/`.

import { report } from "./bootstrap/report.mjs";
import { ensureBuild, ensureClient } from "./parts/build.ts";
import { beginRun } from "./process/run.ts";
import { attend } from "./process/stop.ts";

try {
  const run = await beginRun(null);
  await attend(
    run,
    130,
    () => console.log("✓ Stopped"),
    async () => {
      await ensureClient(run);
      await ensureBuild(run, false);
    },
  );
  console.log("\nThe artefact is in dist/. It needs Node 24 and nothing else from here.");
  process.exit(0);
} catch (error) {
  report(error);
  process.exit(1);
}
