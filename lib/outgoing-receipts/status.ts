import "server-only";
import type { Transaction } from "@/lib/db/client";
import { addJobs } from "@/lib/jobs/add-job";
import { SEND_RETRY_HOURS, SENDING_LEASE_SECONDS } from "@/lib/lifetimes";
import type { SendProblem } from "@/lib/outgoing-receipts/problems";
import type { SendError } from "@/lib/receipthero/send-receipt";
import { Prisma } from "@/prisma/generated/client";

// The transitions of an outgoing receipt (docs/data-model.md). No other module writes `OutgoingReceipt.state`. A queued
// receipt has a job, added in the same transaction.

/** The first and the longest pause between two attempts, in seconds. Each is as long as all before it together. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 60 * 60;

/** A receipt to send. Both `receiptheroId` and `merchantId` are null when tokens name the recipient. */
export type NewReceipt = {
  id: string;
  apiKeyId: string;
  receiptheroId: string | null;
  merchantId: string | null;
  sealedBody: string;
};

/** One attempt to send a receipt: the second has the number 2. */
export type Attempt = { id: string; number: number };

/** The end of an attempt. `status` is that of ReceiptHero's answer, if there was one. */
export type AttemptEnd =
  | { state: "SENT"; status: number }
  | { state: "REJECTED"; problem: SendProblem; status: number; errors: SendError[] }
  | { state: "IN_DOUBT"; problem: SendProblem; status: number | null }
  | ({ state: "QUEUED"; status: number | null } & Postponement);

/** Why a receipt waits, and for how long at least, in seconds. */
export type Postponement = { problem: SendProblem; retryAfter: number | null };

/** Stores a receipt as `QUEUED`. A repetition of the same call changes nothing. */
export async function queue(tx: Transaction, receipt: NewReceipt): Promise<void> {
  const { id, apiKeyId, receiptheroId, merchantId, sealedBody } = receipt;
  const inserted = await tx.$executeRaw`
    INSERT INTO "OutgoingReceipt" (id, "apiKeyId", "receiptheroId", "merchantId", "sealedBody")
    VALUES (${id}::uuid, ${apiKeyId}::uuid, ${receiptheroId}, ${merchantId}::uuid, ${sealedBody}) ON CONFLICT (id) DO NOTHING`;
  if (inserted > 0) await addJobsFor(tx, [id], 0);
}

/**
 * `QUEUED` to `SENDING`. It must be committed before the first byte is sent, so that an attempt whose server dies is
 * known to be in doubt.
 */
export async function beginAttempt(tx: Transaction, id: string): Promise<Attempt | null> {
  const [begun] = await tx.$queryRaw<Attempt[]>`
    UPDATE "OutgoingReceipt" SET state = 'SENDING', attempts = attempts + 1, "startedAt" = now()
     WHERE id = ${id}::uuid AND state = 'QUEUED' RETURNING id, attempts AS number`;
  if (!begun) return null;
  await tx.$executeRaw`
    INSERT INTO "OutgoingReceiptAttempt" ("outgoingReceiptId", number) VALUES (${id}::uuid, ${begun.number}::int)`;
  return begun;
}

/**
 * `SENDING` to the state in which an attempt ends. An attempt that was taken for dead stays in doubt.
 * @returns whether the attempt was running
 */
export async function endAttempt(tx: Transaction, { id, number }: Attempt, end: AttemptEnd): Promise<boolean> {
  const running = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "OutgoingReceipt" WHERE id = ${id}::uuid AND state = 'SENDING' AND attempts = ${number}::int FOR UPDATE`;
  if (running.length === 0) return false;
  await tx.$executeRaw`
    UPDATE "OutgoingReceiptAttempt" SET "endedAt" = now(), status = ${end.status}::int, problem = ${problemOf(end)}
     WHERE "outgoingReceiptId" = ${id}::uuid AND number = ${number}::int`;
  if (end.state === "QUEUED") await wait(tx, id, "SENDING", end);
  else await finish(tx, Prisma.sql`id = ${id}::uuid`, end.state, problemOf(end), "errors" in end ? end.errors : []);
  return true;
}

function problemOf(end: AttemptEnd): SendProblem | null {
  return "problem" in end ? end.problem : null;
}

/** `QUEUED` to `REJECTED`, before anything is sent. */
export function rejectUnsent(tx: Transaction, id: string, problem: SendProblem): Promise<number> {
  return finish(tx, Prisma.sql`id = ${id}::uuid AND state = 'QUEUED'`, "REJECTED", problem);
}

/** `QUEUED` to `QUEUED` without an attempt, because something is missing here; to `FAILED` when a day is over. */
export function postpone(tx: Transaction, id: string, postponement: Postponement): Promise<void> {
  return wait(tx, id, "QUEUED", postponement);
}

/** Waits for another attempt, longer each time, until a day is over. */
async function wait(
  tx: Transaction,
  id: string,
  from: "QUEUED" | "SENDING",
  { problem, retryAfter }: Postponement,
): Promise<void> {
  const [waiting] = await tx.$queryRaw<{ pause: number; isOver: boolean }[]>`
    SELECT pause, now() + make_interval(secs => pause) > "triedSince" + make_interval(hours => ${SEND_RETRY_HOURS}::int) AS "isOver"
      FROM (SELECT "triedSince", greatest(${FIRST_PAUSE}::int, ${retryAfter ?? 0}::int,
                                          least(extract(epoch FROM now() - "triedSince")::int, ${LONGEST_PAUSE}::int)) AS pause
              FROM "OutgoingReceipt" WHERE id = ${id}::uuid AND state = ${from}::"OutgoingReceiptState" FOR UPDATE) r`;
  if (!waiting) return;
  if (waiting.isOver) {
    await finish(tx, Prisma.sql`id = ${id}::uuid`, "FAILED", problem);
    return;
  }
  await tx.$executeRaw`
    UPDATE "OutgoingReceipt" SET state = 'QUEUED', problem = ${problem}, "nextAttemptAt" = now() + make_interval(secs => ${waiting.pause}::int)
     WHERE id = ${id}::uuid`;
  await addJobsFor(tx, [id], waiting.pause);
}

/**
 * `SENDING` to `IN_DOUBT`, for attempts whose server must be dead.
 * @param limit how many at most
 * @returns how many there were
 */
export async function interruptDead(tx: Transaction, limit: number): Promise<number> {
  const dead = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "OutgoingReceipt"
     WHERE state = 'SENDING' AND "startedAt" < now() - make_interval(secs => ${SENDING_LEASE_SECONDS}::int)
     ORDER BY "startedAt" LIMIT ${limit}::int FOR UPDATE SKIP LOCKED`;
  const ids = dead.map(({ id }) => id);
  await tx.$executeRaw`
    UPDATE "OutgoingReceiptAttempt" SET "endedAt" = now(), problem = 'interrupted'
     WHERE "outgoingReceiptId" = ANY (${ids}::uuid[]) AND "endedAt" IS NULL`;
  return finish(tx, Prisma.sql`id = ANY (${ids}::uuid[])`, "IN_DOUBT", "interrupted");
}

/**
 * `FAILED` or `IN_DOUBT` to `QUEUED`, with another day of attempts, while the receipt is still stored.
 * @param where SQL about the receipt `r`
 * @param limit how many at most
 * @returns the ids
 */
export async function requeue(
  tx: Transaction,
  from: "FAILED" | "IN_DOUBT",
  where: Prisma.Sql,
  limit: number,
): Promise<string[]> {
  const requeued = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "OutgoingReceipt" SET state = 'QUEUED', "triedSince" = now(), "nextAttemptAt" = now(), "finishedAt" = NULL, problem = NULL
     WHERE id IN (SELECT r.id FROM "OutgoingReceipt" r
                   WHERE r.state = ${from}::"OutgoingReceiptState" AND r."sealedBody" IS NOT NULL AND ${where}
                   LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)
    RETURNING id`;
  const ids = requeued.map(({ id }) => id);
  await addJobsFor(tx, ids, 0);
  return ids;
}

/** `IN_DOUBT` to `SENT`: an admin knows that ReceiptHero has it. @returns whether it was in doubt */
export async function settleAsSent(tx: Transaction, id: string): Promise<boolean> {
  return (await finish(tx, Prisma.sql`id = ${id}::uuid AND state = 'IN_DOUBT'`, "SENT", null)) > 0;
}

/** Adds the jobs of queued receipts. A job that waits already is replaced. */
export function addJobsFor(tx: Transaction, ids: string[], delay: number): Promise<void> {
  return addJobs(
    tx,
    "send-receipt",
    ids.map((id) => ({ key: id, payload: { id } })),
    delay,
  );
}

/** Erases the receipt where nobody needs it again. */
function finish(
  tx: Transaction,
  where: Prisma.Sql,
  state: "SENT" | "REJECTED" | "FAILED" | "IN_DOUBT",
  problem: SendProblem | null,
  errors: SendError[] = [],
): Promise<number> {
  const isErased = state === "SENT" || state === "REJECTED";
  return tx.$executeRaw`
    UPDATE "OutgoingReceipt"
       SET state = ${state}::"OutgoingReceiptState", problem = ${problem}, errors = ${JSON.stringify(errors)}::jsonb, "finishedAt" = now(),
           "sealedBody" = CASE WHEN ${isErased}::boolean THEN NULL ELSE "sealedBody" END
     WHERE ${where}`;
}
