import { receiveInvitationFile } from "@/lib/merchant-invitations/file/receive";
import { listLineResults } from "@/lib/merchant-invitations/file/results";
import { runInvitationFileStep } from "@/lib/merchant-invitations/file/run-step";
import type { Admin } from "@/lib/principal";
import { someStaff } from "@/test/factories";
import { chunksOf } from "@/test/imports";
import type { TestDatabase } from "./database";

/** Uploads a CSV file, without running its jobs; returns its id. */
export function upload(admin: Admin, ...chunks: (string | Uint8Array)[]): Promise<string> {
  return receiveInvitationFile(admin, chunksOf(...chunks), (business) => `May ${business}?`);
}

/** Runs the steps of a file until it is done, as the worker does. */
export async function runFile({ client }: TestDatabase, id: string): Promise<void> {
  for (;;) {
    await runInvitationFileStep(id);
    const { rows } = await client.query(`SELECT state FROM "MerchantInvitationFile" WHERE id = $1`, [id]);
    if (rows[0]?.state !== "RUNNING") return;
  }
}

/** The results of a file: of each line its number and its result, or why it was refused and in which column. */
export async function lineResultsOf(id: string): Promise<string[]> {
  const rows = await listLineResults(someStaff(), id, { state: null, after: null, limit: 20_000 });
  return rows.map(({ number, state, error, field }) => [number, error ?? state, field].filter(Boolean).join(" "));
}
