import { listImportResults } from "@/lib/imports/results";
import { runImportStep } from "@/lib/imports/run/run-step";
import { someStaff } from "@/test/factories";
import type { TestDatabase } from "./database";

/** A body that arrives in chunks. */
export async function* chunksOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

/** Runs the steps of an import until it is done, as the worker does. */
export async function runImport({ client }: TestDatabase, id: string): Promise<void> {
  for (;;) {
    await runImportStep(id);
    const { rows } = await client.query(`SELECT state FROM "Import" WHERE id = $1`, [id]);
    if (rows[0]?.state !== "RUNNING") return;
  }
}

/** The results of an import: of each line its result, or why it was refused. */
export async function resultsOf(id: string): Promise<string[]> {
  const { rows } = await listImportResults(someStaff(), id, { state: null, after: null, size: 10_000 });
  return rows.map(({ state, error }) => error ?? state);
}
