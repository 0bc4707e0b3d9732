import { setTimeout } from "node:timers/promises";
import { CommandError, defineCommand } from "@/admin/command";
import { openFile } from "@/admin/open-file";
import { AppError } from "@/lib/errors/app-error";
import { countLines } from "@/lib/imports/count-lines";
import { queueImport } from "@/lib/imports/receive/queue";
import { receiveLines } from "@/lib/imports/receive/receive";
import { listImportResults } from "@/lib/imports/results";
import { runImportStep } from "@/lib/imports/run/run-step";

/** The pause before it looks again at lines that others work on, in milliseconds. */
const PAUSE_MS = 200;

/** How many refused lines are named. `/admin/imports` has all of them. */
const SHOWN = 20;

export const importCommand = defineCommand({
  name: "import",
  summary: "import connections of another integration",
  usage: "FILE",
  help: `Imports connections with their access tokens, one line of JSON for each, as docs/api.md describes under
imports. FILE may be - for the input. The lines are stored as a whole and then worked through, here and by the workers
of the servers: if this process ends on the way, they go on. The exit code is 0 when no line was refused.`,
  options: {},
  words: ["FILE"],
  run: async ({ words: [path = ""], operator, progress }) => {
    const body = path === "-" ? process.stdin : (await openFile(path, "r")).createReadStream();
    const importId = await receive();
    let counts = await countLines(importId);
    const total = Object.values(counts).reduce((sum, lines) => sum + lines, 0);
    while (counts.WAITING > 0) {
      await runImportStep(importId);
      const { WAITING: before } = counts;
      counts = await countLines(importId);
      progress(total - counts.WAITING, total);
      // The workers of the servers hold the lines that are left.
      if (counts.WAITING === before) await setTimeout(PAUSE_MS);
    }
    const { rows } = await listImportResults(operator, importId, { state: "REFUSED", after: null, size: SHOWN });
    const refused = rows.map(({ number, error, field }) => ({ line: number, error, field }));
    const lines = [
      `${counts.IMPORTED} imported, ${counts.UPDATED} updated, ${counts.UNCHANGED} unchanged, ${counts.REFUSED} refused.`,
      ...refused.map(({ line, error, field }) => `  line ${line}: ${error}${field === null ? "" : ` (${field})`}`),
      `All results are at /admin/imports/${importId}.`,
    ];
    return { isFine: counts.REFUSED === 0, data: { importId, counts, refused }, lines };

    async function receive(): Promise<string> {
      try {
        return await queueImport(operator, await receiveLines(operator, body), null);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        throw new CommandError(
          `Nothing was imported: the file cannot be read, is empty, or was not stored (${error.code}).`,
        );
      }
    }
  },
});
