import "server-only";
import { type AlarmRule, alarmRules } from "@/lib/alarms/rules";
import { db } from "@/lib/db/client";
import { ALARM_PAUSE_MINUTES } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import { queueUserMails } from "@/lib/user-mails/queue";
import { Prisma } from "@/prisma/generated/client";

/**
 * Tells staff of what was noted. All that was noted for a rule since its last alarm shares an email, and a rule gives at
 * most one email in `ALARM_PAUSE_MINUTES`: the first thing is told at once, and an outage does not flood anybody. A rule that
 * fails does not keep the others from being raised.
 */
export async function raiseAlarms(): Promise<void> {
  for (const rule of alarmRules) {
    await raise(rule).catch((error: unknown) => log.error({ err: error, rule }, "an alarm could not be raised"));
  }
}

async function raise(rule: AlarmRule): Promise<void> {
  await db().$transaction(async (tx) => {
    // Servers raise one rule's alarms one after the other. Otherwise two of them could each tell of a part.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('raise_alarms'), hashtext(${rule}))`;
    const [alarm] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO "Alarm" (rule, "itemCount")
      SELECT ${rule}, count(*) FROM "AlarmItem" WHERE rule = ${rule} AND "alarmId" IS NULL
         AND NOT EXISTS (SELECT FROM "Alarm" WHERE rule = ${rule} AND "createdAt" > now() - make_interval(mins => ${ALARM_PAUSE_MINUTES}::int))
      HAVING count(*) > 0 RETURNING id`;
    if (!alarm) return;
    await tx.$executeRaw`UPDATE "AlarmItem" SET "alarmId" = ${alarm.id}::uuid WHERE rule = ${rule} AND "alarmId" IS NULL`;
    // An item that was noted between the two statements belongs to the alarm, too.
    await tx.$executeRaw`
      UPDATE "Alarm" SET "itemCount" = (SELECT count(*) FROM "AlarmItem" WHERE "alarmId" = ${alarm.id}::uuid) WHERE id = ${alarm.id}::uuid`;
    await queueUserMails(tx, { kind: "STAFF_ALARM", about: alarm.id }, audienceOf(rule));
  });
}

/** The rules that only admins can act upon. */
const FOR_ADMINS: readonly AlarmRule[] = ["bulk_asked", "bulk_paused", "way_back_used"];

/** SQL: who is told. */
function audienceOf(rule: AlarmRule): Prisma.Sql {
  return FOR_ADMINS.includes(rule) ? Prisma.sql`${allStaff} AND role = 'ADMIN'` : allStaff;
}

/** SQL: the staff who may sign in. */
const allStaff = Prisma.sql`SELECT id FROM "User" WHERE role <> 'MERCHANT' AND "disabledAt" IS NULL`;
