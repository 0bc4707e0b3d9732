import "server-only";
import type { AuditAction } from "@/lib/audit/actions";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { type Columns, type ExportFormat, encoderOf, type NameColumn } from "@/lib/export/formats";
import { beginStream } from "@/lib/export/stream";
import type { Operator, Staff } from "@/lib/principal";
import type { Prisma } from "@/prisma/generated/client";

/** An export: its columns, their names and the format, the rows in batches, and what the audit log records beside the format. */
type Export<Row> = {
  columns: Columns<Row>;
  format: ExportFormat;
  nameColumn: NameColumn;
  batches: AsyncGenerator<Row[]>;
  action: AuditAction;
  record: Prisma.InputJsonObject;
};

/**
 * Starts an export, and records the reader. One batch of rows is in memory at a time.
 * @returns a stream of bytes, as `beginStream` makes it
 * @throws any database error before the first byte
 */
export async function beginExport<Row>(
  reader: Staff | Operator,
  { columns, format, nameColumn, batches, action, record }: Export<Row>,
): Promise<ReadableStream<Uint8Array>> {
  return beginStream(textOf(encoderOf(columns, format, nameColumn), batches), () =>
    db().$transaction((tx) => recordAuditEvent(tx, { actor: actorOf(reader), action, after: { format, ...record } })),
  );
}

async function* textOf<Row>(
  { head, line }: { head: string; line: (row: Row) => string },
  batches: AsyncGenerator<Row[]>,
) {
  let text = head;
  for await (const rows of batches) {
    for (const row of rows) text += line(row);
    // A batch without matches gives no output, so the next one is read at once.
    if (text) yield text;
    text = "";
  }
  if (text) yield text;
}
