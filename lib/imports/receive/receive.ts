import "server-only";
import { actorOf } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { failImport } from "@/lib/imports/fail";
import { readLine } from "@/lib/imports/line";
import { arriving, type Body, IncompleteError } from "@/lib/imports/receive/arriving";
import { inBatches } from "@/lib/imports/receive/in-batches";
import { splitLines } from "@/lib/imports/receive/split-lines";
import { type Importer, orNotStored } from "@/lib/imports/receive/storage";
import { sealLine } from "@/lib/imports/row";

/** A row of "ImportLine" as the INSERT reads it. */
type Row = {
  number: number;
  state: "WAITING" | "REFUSED";
  externalId: string | null;
  receiptheroId: string | null;
  sealedLine: string | null;
  error: string | null;
  field: string | null;
};

/** The lines of an import, which are stored and wait for `queueImport`. */
export type ReceivedLines = { id: string; lines: number };

/**
 * Receives the lines of an import, and stores them as they arrive, the tokens sealed. If the stream breaks off, the
 * import fails as a whole, and what arrived is erased. Memory use does not grow with the number of lines.
 * @param body a line of JSON for each connection (lib/imports/line.ts)
 * @throws AppError `import_incomplete` or `storage_unavailable`; then nothing is imported
 */
export async function receiveLines(principal: Importer, body: Body): Promise<ReceivedLines> {
  const data = { startedByType: actorOf(principal).type, startedById: "id" in principal ? principal.id : null };
  const { id } = await orNotStored(() => db().import.create({ data, select: { id: true } }));
  try {
    return { id, lines: await storeLines(id, body) };
  } catch (error) {
    await failImport(id, error instanceof IncompleteError ? "incomplete" : "not_stored");
    throw error instanceof IncompleteError ? new AppError("import_incomplete") : error;
  }
}

/** @returns how many lines there are */
async function storeLines(importId: string, body: Body): Promise<number> {
  let lines = 0;
  for await (const batch of inBatches(splitLines(arriving(body)), ({ bytes }) => bytes?.byteLength ?? 0)) {
    const rows = batch.map(({ number, bytes }) => toRow(importId, number, bytes));
    await orNotStored(() => insert(importId, rows));
    lines += rows.length;
  }
  return lines;
}

function toRow(importId: string, number: number, bytes: Buffer | null): Row {
  const line = readLine(bytes);
  if ("refusal" in line) {
    const { refusal: error, field, externalId, receiptheroId } = line;
    return { number, state: "REFUSED", externalId, receiptheroId, sealedLine: null, error, field };
  }
  const { externalId, receiptheroId } = line;
  const sealedLine = sealLine(line, importId, number);
  return { number, state: "WAITING", externalId, receiptheroId, sealedLine, error: null, field: null };
}

/** The lock on the import keeps the sweep from failing it between the check and the rows. */
async function insert(importId: string, batch: Row[]): Promise<void> {
  const stored = await db().$executeRaw`
    WITH receiving AS (UPDATE "Import" SET "lastArrivalAt" = now()
                        WHERE id = ${importId}::uuid AND state = 'RECEIVING' RETURNING id)
    INSERT INTO "ImportLine" ("importId", number, state, "externalId", "receiptheroId", "sealedLine", error, field)
    SELECT receiving.id, r.number, r.state::"ImportLineState", r."externalId", r."receiptheroId", r."sealedLine", r.error, r.field
      FROM receiving, jsonb_to_recordset(${JSON.stringify(batch)}::jsonb)
        AS r (number int, state text, "externalId" text, "receiptheroId" text, "sealedLine" text, error text, field text)`;
  if (stored === 0) throw new AppError("import_incomplete", "another server has ended the import");
}
