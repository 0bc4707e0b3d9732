import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db, type Transaction } from "@/lib/db/client";
import { isMerchant, lockSubject, type Subject, subjectInAudit } from "@/lib/notes/subject";
import { MAX_TAGS } from "@/lib/notes/tag";
import type { Staff } from "@/lib/principal";

/**
 * Adds a tag to a merchant or a connection. One that is there already changes nothing.
 * @param word in its stored form
 * @returns whether it is there now: false when there are `MAX_TAGS` others
 * @throws AppError `not_found`
 */
export function addTag(staff: Staff, subject: Subject, word: string): Promise<boolean> {
  return change(staff, subject, (tags) => (tags.includes(word) ? tags : [...tags, word]));
}

/**
 * Removes a tag from a merchant or a connection. One that is not there changes nothing.
 * @throws AppError `not_found`
 */
export async function removeTag(staff: Staff, subject: Subject, word: string): Promise<void> {
  await change(staff, subject, (tags) => tags.filter((one) => one !== word));
}

/** @returns false when there would be too many tags; then nothing was changed */
function change(staff: Staff, subject: Subject, edit: (tags: string[]) => string[]): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await lockSubject(tx, subject);
    const before = await tagsOf(tx, subject);
    const tags = edit(before);
    if (tags.length > Math.max(MAX_TAGS, before.length)) return false;
    if (tags.length === before.length) return true;
    if (isMerchant(subject)) {
      await tx.merchant.update({ where: { id: subject.merchantId }, data: { tags }, select: { id: true } });
    } else {
      await tx.connection.update({ where: subject, data: { tags }, select: { receiptheroId: true } });
    }
    const action = tags.length > before.length ? "tag.added" : "tag.removed";
    await recordAuditEvent(tx, { actor: actorOf(staff), action, ...subjectInAudit(subject, {}) });
    return true;
  });
}

/** The tags now. The lock on the merchant keeps other changes away until the transaction ends. */
async function tagsOf(tx: Transaction, subject: Subject): Promise<string[]> {
  const { tags } = isMerchant(subject)
    ? await tx.merchant.findUniqueOrThrow({ where: { id: subject.merchantId }, select: { tags: true } })
    : await tx.connection.findUniqueOrThrow({ where: subject, select: { tags: true } });
  return tags;
}
