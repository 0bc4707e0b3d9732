import "server-only";
import type { Transaction } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import { Prisma } from "@/prisma/generated/client";
import type { UserMailKind } from "@/prisma/generated/enums";

/** Emails of one kind about one thing. `number` tells several of them apart, such as reminders. */
type Queued = {
  kind: UserMailKind;
  /** The refusal, alarm, connection or day that they are about. */
  about: string;
  number?: number;
  /** Days until they are due. */
  inDays?: number;
  /** The bulk action that they belong to. */
  bulkDisconnectId?: string;
};

/**
 * Queues an email to each of some users, in the transaction of the change that it tells of. A user gets an email of this
 * kind, about this and with this number once, however often it is queued.
 * @param users SQL: a query of `id`
 * @returns how many are new
 */
export async function queueUserMails(
  tx: Transaction,
  { kind, about, number = 1, inDays = 0, bulkDisconnectId }: Queued,
  users: Prisma.Sql,
): Promise<number> {
  const queued = await tx.$executeRaw`
    INSERT INTO "UserMail" (kind, about, number, "bulkDisconnectId", "userId", "dueAt")
    SELECT ${kind}::"UserMailKind", ${about}, ${number}::int, ${bulkDisconnectId}::uuid, users.id,
           now() + make_interval(days => ${inDays}::int)
      FROM (${users}) users
    ON CONFLICT DO NOTHING`;
  if (queued > 0 && inDays === 0) await addJob(tx, "send-user-mails", {}, { key: "all", delay: 0 });
  return queued;
}

/**
 * SQL: the members of a merchant who can act and may sign in. Readers cannot act.
 * @param merchantId SQL of its id
 */
export function actingMembers(merchantId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT u.id FROM "Member" b JOIN "User" u ON u.id = b."userId"
     WHERE b."merchantId" = ${merchantId} AND b.role <> 'READER' AND u."disabledAt" IS NULL`;
}
