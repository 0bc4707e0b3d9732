import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors/app-error";
import { arriving, type Body, IncompleteError } from "@/lib/imports/receive/arriving";
import { inBatches } from "@/lib/imports/receive/in-batches";
import { orNotStored } from "@/lib/imports/receive/storage";
import { addJob } from "@/lib/jobs/add-job";
import { log } from "@/lib/log";
import { FileRefusedError } from "@/lib/merchant-invitations/file/problems";
import { type ReadLine, readLines } from "@/lib/merchant-invitations/file/read-lines";
import type { ConsentMessage } from "@/lib/merchant-invitations/fits";
import type { Admin } from "@/lib/principal";

/**
 * Receives a CSV file of invitations, stores its lines as they arrive, and lets jobs invite. If the stream breaks off,
 * or the file is refused, what arrived is erased, and nobody is invited.
 * @param message for the consent page
 * @returns the file's id
 * @throws FileRefusedError
 */
export async function receiveInvitationFile(admin: Admin, body: Body, message: ConsentMessage): Promise<string> {
  const data = { uploadedById: admin.id };
  try {
    const { id } = await orNotStored(() => db().merchantInvitationFile.create({ data, select: { id: true } }));
    try {
      await queue(admin, id, await storeLines(id, body, message));
      return id;
    } catch (error) {
      await discard(id);
      throw error;
    }
  } catch (error) {
    if (error instanceof IncompleteError) throw new FileRefusedError("incomplete");
    throw isAppError(error, "storage_unavailable") ? new FileRefusedError("storage_unavailable") : error;
  }
}

/** @returns how many lines there are */
async function storeLines(fileId: string, body: Body, message: ConsentMessage): Promise<number> {
  let lines = 0;
  for await (const batch of inBatches(readLines(arriving(body), message), sizeOf)) {
    await orNotStored(() => insert(fileId, batch));
    lines += batch.length;
  }
  return lines;
}

function sizeOf({ invitation }: ReadLine): number {
  return invitation ? JSON.stringify(invitation).length : 0;
}

/** The lock on the file keeps the sweep from deleting it between the check and the rows. */
async function insert(fileId: string, batch: ReadLine[]): Promise<void> {
  const stored = await db().$executeRaw`
    WITH receiving AS (UPDATE "MerchantInvitationFile" SET "lastArrivalAt" = now()
                        WHERE id = ${fileId}::uuid AND state = 'RECEIVING' RETURNING id)
    INSERT INTO "MerchantInvitationLine" ("fileId", number, state, "externalId", invitation, error, field)
    SELECT receiving.id, l.number, (CASE WHEN l.error IS NULL THEN 'WAITING' ELSE 'REFUSED' END)::"MerchantInvitationLineState",
           l."externalId", l.invitation, l.error, l.field
      FROM receiving, jsonb_to_recordset(${JSON.stringify(batch)}::jsonb)
        AS l (number int, "externalId" text, invitation jsonb, error text, field text)`;
  if (stored === 0) throw new FileRefusedError("incomplete");
}

async function queue(admin: Admin, fileId: string, lines: number): Promise<void> {
  if (lines === 0) throw new FileRefusedError("empty");
  await orNotStored(() =>
    db().$transaction(async (tx) => {
      const { count } = await tx.merchantInvitationFile.updateMany({
        where: { id: fileId, state: "RECEIVING" },
        data: { state: "RUNNING" },
      });
      if (count === 0) throw new FileRefusedError("incomplete");
      await recordAuditEvent(tx, { actor: actorOf(admin), action: "invitations.uploaded", after: { fileId, lines } });
      await addJob(tx, "invitation-file", { fileId }, { key: fileId, delay: 0 });
    }),
  );
}

/** Deletes a file that is refused, with its lines. If the database does not answer, the sweep does it later. */
async function discard(id: string): Promise<void> {
  try {
    await db().merchantInvitationFile.deleteMany({ where: { id, state: "RECEIVING" } });
  } catch (error) {
    log.error({ err: error, fileId: id }, "the lines of a refused file of invitations could not be erased");
  }
}
