import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import { type StoredInvitation, storeInvitations } from "@/lib/merchant-invitations/store";
import type { MerchantInvitationLineState } from "@/prisma/generated/enums";

/** How many lines a step works through. */
const STEP = 500;

/** Nobody waits for a step, so its transaction may wait for a connection, in milliseconds. */
const PATIENCE = { maxWait: 10_000, timeout: 15_000 };

/**
 * Runs the next step of a file of invitations: creates the invitations of the next lines, whose emails are due at once,
 * records the results, and schedules the next step, all in one transaction. So a step that dies has changed nothing, and
 * one that is repeated finds other lines. The lock on the file makes two workers wait for each other.
 * @throws any database error; the job is then retried
 */
export async function runInvitationFileStep(fileId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const [file] = await tx.$queryRaw<{ uploadedById: string }[]>`
      SELECT "uploadedById" FROM "MerchantInvitationFile" WHERE id = ${fileId}::uuid AND state = 'RUNNING' FOR UPDATE`;
    if (!file) return;
    const isInvited = await inviteNext(tx, fileId, file.uploadedById);
    if (isInvited) await addJob(tx, "send-invitations", {}, { key: "all", delay: 0 });
    await goOn(tx, fileId);
  }, PATIENCE);
}

/** @returns whether at least one line was invited */
async function inviteNext(tx: Transaction, fileId: string, invitedById: string): Promise<boolean> {
  const lines = await tx.$queryRaw<{ number: number; invitation: StoredInvitation }[]>`
    SELECT number, invitation FROM "MerchantInvitationLine" WHERE "fileId" = ${fileId}::uuid AND state = 'WAITING'
     ORDER BY number LIMIT ${STEP}::int`;
  const stored = await storeInvitations(
    tx,
    invitedById,
    lines.map(({ invitation }) => invitation),
  );
  const settle = (state: MerchantInvitationLineState, numbers: number[]) => tx.$executeRaw`
    UPDATE "MerchantInvitationLine" SET state = ${state}::"MerchantInvitationLineState", invitation = NULL
     WHERE "fileId" = ${fileId}::uuid AND number = ANY (${numbers})`;
  const { invited = [], known = [] } = Object.groupBy(lines, (_, index) => (stored[index] ? "invited" : "known"));
  const numbersOf = (some: { number: number }[]) => some.map(({ number }) => number);
  await settle("INVITED", numbersOf(invited));
  await settle("ALREADY_INVITED", numbersOf(known));
  return invited.length > 0;
}

/** Adds the job for the next step, or closes the file when no line is left. */
async function goOn(tx: Transaction, fileId: string): Promise<void> {
  const finished = await tx.$executeRaw`
    UPDATE "MerchantInvitationFile" SET state = 'DONE', "finishedAt" = now()
     WHERE id = ${fileId}::uuid AND NOT EXISTS
           (SELECT FROM "MerchantInvitationLine" WHERE "fileId" = ${fileId}::uuid AND state = 'WAITING')`;
  if (finished === 0) await addJob(tx, "invitation-file", { fileId }, { key: fileId, delay: 0 });
}
