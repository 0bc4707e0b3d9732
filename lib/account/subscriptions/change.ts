import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { isStaff, type User } from "@/lib/principal";
import { type Topic, topics } from "@/lib/user-mails/topics";

/** Which emails a user wants. */
export type Subscriptions = Partial<Record<Topic, boolean>>;

/** The topics of members, and those of staff. */
const OF_MEMBERS = ["mailsReconnect", "mailsWeeklyDigest"] as const satisfies Topic[];
const OF_STAFF = ["mailsStaffDigest", "mailsAlarms"] as const satisfies Topic[];

/** The topics that a user can choose from: those of staff only with a role of staff. */
function topicsFor(user: User): readonly Topic[] {
  return isStaff(user) ? [...OF_MEMBERS, ...OF_STAFF] : OF_MEMBERS;
}

/** Which of the topics for a user they are subscribed to. */
export async function getSubscriptions(user: User): Promise<Subscriptions> {
  const found = await db().user.findUniqueOrThrow({
    where: { id: user.id },
    select: { mailsReconnect: true, mailsWeeklyDigest: true, mailsStaffDigest: true, mailsAlarms: true },
  });
  return Object.fromEntries(topicsFor(user).map((topic) => [topic, found[topic]]));
}

/**
 * Subscribes the user to the wanted topics for them, and unsubscribes them from the others. Unchanged ones are not
 * recorded as a change.
 */
export async function changeSubscriptions(user: User, wanted: readonly string[]): Promise<void> {
  const choice = Object.fromEntries(topicsFor(user).map((topic) => [topic, wanted.includes(topic)]));
  await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
    const before = await tx.user.findUniqueOrThrow({ where: { id: user.id } });
    const changed = topics.filter((topic) => topic in choice && choice[topic] !== before[topic]);
    if (changed.length === 0) return;
    await tx.user.update({ where: { id: user.id }, data: choice, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "user.changed",
      before: Object.fromEntries(changed.map((topic) => [topic, before[topic]])),
      after: Object.fromEntries(changed.map((topic) => [topic, choice[topic] === true])),
    });
  });
}
