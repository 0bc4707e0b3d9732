import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { applyReceipts } from "@/lib/notifications/apply-receipts";
import { applyRevocation } from "@/lib/notifications/apply-revocation";
import { recordFailure } from "@/lib/notifications/state";
import { REVOCATION } from "@/lib/receipthero/notification";

/** How many notifications are processed in one transaction. */
const BATCH = 500;

/** `retryAt` is rounded to milliseconds, up as well: what has just come may seem to be due a moment later. */
const ROUNDING = "1 millisecond";

/** How long notifications gather before they are processed together, in milliseconds: together they cost a fraction. */
const GATHERING = 300;

/**
 * Processes what is pending, soon and in the background: whoever delivers a notification is answered as soon as it is
 * stored. What a server that dies leaves behind, the sweep of another one finds (instrumentation.ts).
 */
export function processSoon(): void {
  pokeReceipts();
  pokeRevocations();
}

// Apart from each other: a revocation may have to wait for ReceiptHero, and receipts must not wait for it.
const pokeReceipts = inBackground(processAllReceipts);
const pokeRevocations = inBackground(processAllRevocations);

/** Gives a function that lets `work` be done soon, once at a time, and again when it was asked for meanwhile. */
function inBackground(work: () => Promise<void>): () => void {
  let busy = false;
  let asked = false;
  const workWhileAsked = async () => {
    busy = true;
    while (asked) {
      await pause(GATHERING);
      asked = false;
      await work().catch((error: unknown) => log.error({ err: error }, "notifications could not be processed"));
    }
    busy = false;
  };
  return () => {
    asked = true;
    if (!busy) void workWhileAsked();
  };
}

/**
 * Processes all notifications that are pending and due. Any number of servers may do so at once: each notification is
 * locked or leased by one of them, and its effect and its state are one transaction.
 * @throws what the database throws; what was not processed is pending still
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

/** Processes a batch of those that are not revocations. Should one of them be out of order, it alone fails. */
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

/** Processes one that is no revocation, unless another server is at it. */
async function processReceipt(id: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const claimed = await tx.$queryRaw<unknown[]>`
      SELECT id FROM "Notification" WHERE id = ${id}::uuid AND state = 'PENDING' FOR UPDATE SKIP LOCKED`;
    if (claimed.length > 0) await applyReceipts(tx, [id]);
  });
}

/** Processes a revocation, which may have to ask ReceiptHero: a lease, longer than that takes, keeps others away. */
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

/** Keeps what went wrong, for the admin who looks, and when to try again: after 10 s, 20 s, 40 s and so on. */
async function noteFailure(id: string, error: unknown): Promise<void> {
  log.warn({ err: error, notificationId: id }, "a notification could not be processed yet");
  const reason = error instanceof AppError ? error.message : "the database refused the change";
  await recordFailure(id, reason);
}
