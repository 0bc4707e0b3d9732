import "server-only";
import type { Transaction } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";

/**
 * Queues the email that ReceiptHero disconnected a connection, for the members who may do something about it. There is
 * one job per member, so an email that cannot be delivered does not hold up the others.
 */
export async function queueDisconnectedMails(
  tx: Transaction,
  { receiptheroId, merchantId }: { receiptheroId: string; merchantId: string },
): Promise<void> {
  const members = await tx.member.findMany({
    where: { merchantId, role: { not: "READER" }, user: { disabledAt: null } },
    select: { userId: true },
  });
  for (const { userId } of members) {
    await addJob(
      tx,
      "send-disconnected-mail",
      { receiptheroId, userId },
      { key: `${receiptheroId}:${userId}`, delay: 0 },
    );
  }
}
