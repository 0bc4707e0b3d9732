import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { defineCommand, UsageError } from "@/admin/command";
import { openFile } from "@/admin/open-file";
import { exportAuditEvents } from "@/lib/audit/export";
import { NO_AUDIT_FILTER } from "@/lib/audit/filter";
import { beginConnectionExport } from "@/lib/connections/export/export";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { type ExportFormat, exportFormats, stableName } from "@/lib/export/formats";
import type { Operator } from "@/lib/principal";

type Source = (operator: Operator, format: ExportFormat) => Promise<ReadableStream<Uint8Array>>;

const SOURCES: Record<string, Source> = {
  connections: (operator, format) => beginConnectionExport(operator, format, stableName, { filter: NO_FILTER }),
  "audit-log": (operator, format) => exportAuditEvents(operator, NO_AUDIT_FILTER, format, stableName),
};

export const exportCommand = defineCommand({
  name: "export",
  summary: "write all connections, or the audit log, to a file",
  usage: "connections|audit-log [--format csv|csv-semicolon|ndjson] [--out FILE]",
  help: `Writes all connections without their tokens, or the whole audit log. The servers may run. Memory does not
grow with the number of rows. The names of the columns are the same in every language. The audit log records the export.

  --format   csv (the default), csv-semicolon for Finnish and Swedish Excel, or ndjson
  --out      a file that does not exist yet. Without it, the rows go to the output, and --json is refused`,
  options: { format: { type: "string" }, out: { type: "string" } },
  words: ["connections|audit-log"],
  run: async ({ words: [what = ""], values: { format: given = "csv", out }, isJson, operator, progress }) => {
    const format = exportFormats.find((each) => each === given);
    if (!format) throw new UsageError(`--format is one of ${exportFormats.join(", ")}.`);
    const begin = SOURCES[what];
    if (!begin) throw new UsageError(`What to export is one of ${Object.keys(SOURCES).join(", ")}.`);
    if (out === undefined && isJson) throw new UsageError("--json needs --out, because the rows go to the output.");
    // Before the export is recorded.
    const file = out === undefined ? null : (await openFile(out, "wx")).createWriteStream();
    let bytes = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        bytes += chunk.byteLength;
        if (file) progress(bytes, null);
        yield chunk;
      }
    };
    try {
      const rows = Readable.from(await begin(operator, format));
      await pipeline(rows, counted, file ?? process.stdout, { end: file !== null });
    } catch (error) {
      // A part of the rows looks like all of them.
      if (out !== undefined) await rm(out, { force: true });
      throw error;
    }
    if (!file) return null;
    return { isFine: true, data: { what, format, bytes }, lines: [`Wrote ${bytes} bytes to ${out}.`] };
  },
});
