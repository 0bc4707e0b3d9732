import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { applyReceipts } from "@/lib/notifications/apply-receipts";
import { applyRevocation } from "@/lib/notifications/apply-revocation";
import { storedFailure } from "@/lib/notifications/failures";
import { recordFailure } from "@/lib/notifications/state";
import { REVOCATION } from "@/lib/receipthero/notification";
import { inCurrentTrace } from "@/lib/traces/span";

/** How many notifications are processed in one transaction. */
const BATCH = 500;

/** `retryAt` is rounded to milliseconds, possibly up, so a new notification may seem to be due a moment later. */
const ROUNDING = "1 millisecond";

/**
 * How long notifications are collected before they are processed together, in milliseconds. A batch costs far less than
 * processing them one by one.
 */
const GATHERING = 300;

/**
 * Processes pending notifications soon, in the background. The webhook answers as soon as a notification is stored. If
 * this server dies, the sweep of another one processes what is left (lib/background).
 */
export function processSoon(): void {
  pokeReceipts();
  pokeRevocations();
}

// Receipts and revocations run separately: a revocation may wait for ReceiptHero, and receipts must not wait with it.
const pokeReceipts = inBackground(processAllReceipts);
const pokeRevocations = inBackground(processAllRevocations);

/**
 * @returns a function that schedules `work`. Only one run is active at a time. A call during a run causes one more run.
 */
function inBackground(work: () => Promise<void>): () => void {
  let busy = false;
  let asked: (() => Promise<void>) | null = null;
  const workWhileAsked = async () => {
    busy = true;
    while (asked !== null) {
      await pause(GATHERING);
      const run = asked;
      asked = null;
      await run().catch((error: unknown) => log.error({ err: error }, "notifications could not be processed"));
    }
    busy = false;
  };
  return () => {
    // The run belongs to the newest call. It would else go on in the trace of the first one for as long as more come.
    asked = inCurrentTrace(work);
    if (!busy) void workWhileAsked();
  };
}

/**
 * Processes all notifications that are pending and due. Any number of servers may do so at once: one server locks or
 * leases each notification, and its effect and its state are committed in one transaction.
 * @throws any database error; unprocessed notifications stay pending
 */
export async function processPending(): Promise<void> {
  await processAllReceipts();
  await processAllRevocations();
}

async function processAllReceipts(): Promise<void> {
  while ((await processReceipts()) === BATCH);
}

async function processAllRevocations(): Promise<void> {
  while (await processRevocation());
}

/** Processes a batch of notifications that are not revocations. If one is invalid, only that one fails. */
async function processReceipts(): Promise<number> {
  let ids: string[] = [];
  try {
    await db().$transaction(async (tx) => {
      const claimed = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM "Notification"
         WHERE state = 'PENDING' AND "retryAt" < now() + ${ROUNDING}::interval AND type <> ${REVOCATION}
         ORDER BY "firstReceivedAt" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
      ids = claimed.map(({ id }) => id);
      if (ids.length > 0) await applyReceipts(tx, ids);
    });
  } catch (error) {
    if (ids.length === 0) throw error;
    for (const id of ids) await processReceipt(id).catch((cause: unknown) => noteFailure(id, cause));
  }
  return ids.length;
}

/** Processes one notification that is not a revocation, unless another server has locked it. */
async function processReceipt(id: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const claimed = await tx.$queryRaw<unknown[]>`
      SELECT id FROM "Notification" WHERE id = ${id}::uuid AND state = 'PENDING' FOR UPDATE SKIP LOCKED`;
    if (claimed.length > 0) await applyReceipts(tx, [id]);
  });
}

/**
 * Processes a revocation. It may have to ask ReceiptHero, so a lease that is longer than the request keeps other
 * servers away.
 */
async function processRevocation(): Promise<boolean> {
  const [claimed] = await db().$queryRaw<{ id: string }[]>`
    UPDATE "Notification" SET "retryAt" = now() + interval '10 seconds'
     WHERE id IN (SELECT id FROM "Notification"
                   WHERE state = 'PENDING' AND "retryAt" < now() + ${ROUNDING}::interval AND type = ${REVOCATION}
                   ORDER BY "firstReceivedAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`;
  if (!claimed) return false;
  await applyRevocation(claimed.id).catch((error: unknown) => noteFailure(claimed.id, error));
  return true;
}

/** Records the error for the admins, and when to retry: after 10 s, 20 s, 40 s and so on. */
async function noteFailure(id: string, error: unknown): Promise<void> {
  log.warn({ err: error, notificationId: id }, "a notification could not be processed yet");
  const failure =
    error instanceof AppError
      ? storedFailure(error.code, error.message)
      : storedFailure("database", "the database refused the change");
  await recordFailure(id, failure);
}
