import "server-only";
import type { Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { lockMerchant } from "@/lib/merchants/lock";
import type { Prisma } from "@/prisma/generated/client";

/** The thing that a note or a tag is about. */
export type Subject = { merchantId: string } | { receiptheroId: string };

/** Whether it is a merchant. */
export function isMerchant(subject: Subject): subject is { merchantId: string } {
  return "merchantId" in subject;
}

/**
 * Locks the merchant that it is, or whose connection it is, so that nothing is written about one that is being erased.
 * @throws AppError `not_found` when there is no such thing, or the account of the merchant was deleted
 */
export async function lockSubject(tx: Transaction, subject: Subject): Promise<void> {
  const merchantId = isMerchant(subject)
    ? subject.merchantId
    : (await tx.connection.findUnique({ where: subject, select: { merchantId: true } }))?.merchantId;
  if (merchantId === undefined || !(await lockMerchant(tx, merchantId))) throw new AppError("not_found");
}

/**
 * The subject in an audit event. A merchant is named in the details only, because its members may read the events that
 * name it, and they never see what staff note.
 */
export function subjectInAudit(
  subject: Subject,
  details: Prisma.InputJsonObject,
): { receiptheroId?: string; after: Prisma.InputJsonObject } {
  return isMerchant(subject)
    ? { after: { ...details, aboutMerchantId: subject.merchantId } }
    : { receiptheroId: subject.receiptheroId, after: details };
}
