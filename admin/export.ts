import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandError, defineCommand } from "@/admin/command";
import { exportAuditEvents } from "@/lib/audit/export";
import { NO_AUDIT_FILTER } from "@/lib/audit/filter";
import { beginConnectionExport } from "@/lib/connections/export/export";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { type ExportFormat, exportFormats } from "@/lib/export/formats";
import type { Operator } from "@/lib/principal";

type Source = (operator: Operator, format: ExportFormat) => Promise<ReadableStream<Uint8Array>>;

const SOURCES: Record<string, Source> = {
  connections: (operator, format) => beginConnectionExport(operator, format, { filter: NO_FILTER }),
  "audit-log": (operator, format) => exportAuditEvents(operator, NO_AUDIT_FILTER, format),
};

export const exportCommand = defineCommand({
  name: "export",
  summary: "write all connections, or the audit log, to a file",
  usage: "connections|audit-log [--format csv|csv-semicolon|ndjson] [--out FILE]",
  help: `Writes all connections without their tokens, or the whole audit log. The servers may run. Memory does not
grow with the number of rows. The audit log records the export.

  --format   csv (the default), csv-semicolon for Finnish and Swedish Excel, or ndjson
  --out      a file that does not exist yet. Without it, the rows go to the output`,
  options: { format: { type: "string" }, out: { type: "string" } },
  words: ["connections|audit-log"],
  run: async ({ words: [what = ""], values: { format: given = "csv", out }, operator, progress }) => {
    const format = exportFormats.find((each) => each === given);
    if (!format) throw new CommandError(`--format is one of ${exportFormats.join(", ")}.`);
    const begin = SOURCES[what];
    if (!begin) throw new CommandError(`What to export is one of ${Object.keys(SOURCES).join(", ")}.`);
    // Before the export is recorded. It may hold names, so nobody else on the machine reads it.
    const file = out === undefined ? null : createWriteStream(out, { flags: "wx", mode: 0o600 });
    let bytes = 0;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        bytes += chunk.byteLength;
        if (file) progress(bytes, null);
        yield chunk;
      }
    };
    const rows = Readable.from(await begin(operator, format));
    await pipeline(rows, counted, file ?? process.stdout, { end: file !== null });
    if (!file) return null;
    return { isFine: true, data: { what, format, bytes }, lines: [`Wrote ${bytes} bytes to ${out}.`] };
  },
});
