// The program of `npm run drill`, on the Node in node_modules. A drill rehearses what an operator fears with the real
// programs, and prints figures. It is no part of `npm test`: it takes minutes, and most need Debian's packages.

import { Problem, report } from "../tools/stack/bootstrap/report.mjs";
import { ensureBuild, ensureClient } from "../tools/stack/parts/build.ts";
import { beginRun, type Run } from "../tools/stack/process/run.ts";
import { attend } from "../tools/stack/process/stop.ts";

/**
 * Rehearses, and prints what it measured.
 * @param args the words behind the name of the drill
 * @throws {Problem} when something was lost, or took too long
 */
export type Drill = (run: Run, args: string[]) => Promise<void>;

/** Each drill is a file here. */
const DRILLS: Record<string, () => Promise<Drill>> = {
  "backup-dump": async () => (await import("./backup-dump.ts")).backupDump,
  "backup-pitr": async () => (await import("./backup-pitr.ts")).backupPitr,
  "fail-over": async () => (await import("./fail-over.ts")).failOver,
  "rolling-restart": async () => (await import("./rolling-restart.ts")).rollingRestart,
  upgrade: async () => (await import("./upgrade.ts")).upgrade,
};

try {
  const [name = "", ...args] = process.argv.slice(2);
  const load = Object.hasOwn(DRILLS, name) ? DRILLS[name] : undefined;
  if (!load) throw new Problem(`Say what to rehearse: npm run drill -- ${Object.keys(DRILLS).join("|")}`);
  const run = await beginRun({
    name: "drill",
    refusal: ({ pid }) => `A drill is running in this folder already (pid ${pid}).`,
  });
  await attend(
    run,
    130,
    () => console.log("✓ Stopped"),
    async () => {
      await ensureClient(run);
      const drill = await load();
      await ensureBuild(run, false);
      await drill(run, args);
    },
  );
  process.exit(0);
} catch (error) {
  report(error);
  process.exit(1);
}
