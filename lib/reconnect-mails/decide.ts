import "server-only";
import { noteAlarm } from "@/lib/alarms/note";
import { db, type Transaction } from "@/lib/db/client";
import { RECONNECT_REMINDER_DAYS, REFUSAL_WAIT_MINUTES } from "@/lib/lifetimes";
import { isMassRefusal } from "@/lib/reconnect-mails/is-mass-refusal";
import { actingMembers, queueUserMails } from "@/lib/user-mails/queue";
import { Prisma } from "@/prisma/generated/client";

/** How many refusals one transaction decides. */
const STEP = 100;

/**
 * Decides about the refusals that are due: queues the emails to members, or tells only staff. Then queues the emails about
 * refusals that have ended. A refusal is decided once, in the transaction that queues its emails. Several servers may run
 * this at once.
 */
export async function decideRefusals(): Promise<void> {
  const verdict = await judge();
  while ((await decideSome(verdict)) === STEP);
  while ((await decideSomeEnds()) === STEP);
}

/** Whether the refusals that have waited until `until` are a mass refusal. One verdict holds for all of a run. */
type Verdict = { until: Date; isMass: boolean };

/** A refusal waits before the first email: by then it may be over, or one of many. */
async function judge(): Promise<Verdict> {
  const [{ until, oldest }] = await db().$queryRaw<[{ until: Date; oldest: Date | null }]>`
    SELECT now() - make_interval(mins => ${REFUSAL_WAIT_MINUTES}::int) AS until,
           (SELECT min(since) FROM "TokenRefusal" WHERE "decidedAt" IS NULL AND "endedAt" IS NULL) AS oldest`;
  return { until, isMass: oldest !== null && oldest <= until && (await isMassRefusal(oldest)) };
}

function decideSome({ until, isMass }: Verdict): Promise<number> {
  return db().$transaction(async (tx) => {
    const due = await tx.$queryRaw<Due[]>`
      SELECT r.id, c."merchantId", r."endedAt" IS NOT NULL AS "isOver"
        FROM "TokenRefusal" r JOIN "Connection" c USING ("receiptheroId")
       WHERE r."decidedAt" IS NULL AND r.since <= ${until}::timestamptz
       ORDER BY r.since LIMIT ${STEP}::int FOR UPDATE OF r SKIP LOCKED`;
    for (const refusal of due.filter(({ isOver }) => !isOver)) {
      await (isMass ? noteAlarm(tx, "mass_refusal", String(refusal.id)) : queue(tx, refusal));
    }
    await tx.$executeRaw`
      UPDATE "TokenRefusal" SET "decidedAt" = now(), "isWithheld" = ${isMass} AND "endedAt" IS NULL
       WHERE id = ANY (${due.map(({ id }) => id)})`;
    return due.length;
  });
}

type Due = { id: bigint; merchantId: string; isOver: boolean };

async function queue(tx: Transaction, { id, merchantId }: Due): Promise<void> {
  const members = actingMembers(Prisma.sql`${merchantId}::uuid`);
  const about = String(id);
  await queueUserMails(tx, { kind: "RECONNECT_NEEDED", about }, members);
  for (const [index, inDays] of RECONNECT_REMINDER_DAYS.entries()) {
    await queueUserMails(tx, { kind: "RECONNECT_REMINDER", about, number: index + 1, inDays }, members);
  }
}

/**
 * Tells of a recovery only the users whom an email told of the refusal. While such an email is being sent, the end waits:
 * nobody knows yet whether it arrives.
 */
function decideSomeEnds(): Promise<number> {
  return db().$transaction(async (tx) => {
    const due = await tx.$queryRaw<{ id: bigint; isMended: boolean }[]>`
      SELECT r.id, r."isMended" FROM "TokenRefusal" r
       WHERE r."endedAt" IS NOT NULL AND r."endDecidedAt" IS NULL AND r."decidedAt" IS NOT NULL
         AND NOT EXISTS (SELECT FROM "UserMail" m WHERE m.kind = 'RECONNECT_NEEDED' AND m.about = r.id::text AND m."startedAt" IS NOT NULL)
       ORDER BY r."endedAt" LIMIT ${STEP}::int FOR UPDATE OF r SKIP LOCKED`;
    for (const { id } of due.filter(({ isMended }) => isMended)) {
      const told = Prisma.sql`
        SELECT "userId" AS id FROM "UserMail"
         WHERE kind = 'RECONNECT_NEEDED' AND about = ${String(id)} AND state IN ('SENT', 'IN_DOUBT')`;
      await queueUserMails(tx, { kind: "RECONNECTED", about: String(id) }, told);
    }
    await tx.$executeRaw`UPDATE "TokenRefusal" SET "endDecidedAt" = now() WHERE id = ANY (${due.map(({ id }) => id)})`;
    return due.length;
  });
}
