import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { expectInvitedOwner } from "@/lib/auth/members/expected-owners";
import { createInvitationSession, renewInvitationLink } from "@/lib/connect-sessions/link-of-invitation";
import { reopenInvitation } from "@/lib/connect-sessions/status";
import { toPairs } from "@/lib/connections/metadata/metadata";
import { db, type Transaction } from "@/lib/db/client";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import type { Locale } from "@/lib/i18n/locales";
import { localeOr } from "@/lib/i18n/of-locale";
import { hasNewer } from "@/lib/merchant-invitations/reminders/remindable";
import { findOrCreateMerchant } from "@/lib/merchants/find-or-create";

/** An email whose sending has begun: no other worker sends it. */
export type BegunMail = { id: string; to: string; locale: Locale; business: string; url: string; isReminder: boolean };

type Row = {
  id: string;
  externalId: string;
  businessName: string;
  email: string;
  label: string | null;
  language: string | null;
  metadata: unknown;
  invitedById: string;
  remindedById: string | null;
  mailAttempts: number;
  merchantId: string | null;
  connectSessionId: string | null;
};

/**
 * Begins to send the email of an invitation: notes that in the database before the mail server hears of it, and makes
 * the link. The first email creates the merchant, if its external ID is new, and the connect session. A later one
 * replaces the link, and opens an expired invitation again.
 * @returns null when the email is not due any more, or the merchant is at ReceiptHero right now
 */
export function beginMail(id: string): Promise<BegunMail | null> {
  return db().$transaction(async (tx) => {
    if (await isUnderWay(tx, id)) return null;
    await dropOutdated(tx, id);
    const [row] = await tx.$queryRaw<Row[]>`
      UPDATE "MerchantInvitation"
         SET "mailDueAt" = NULL, "mailStartedAt" = now(), "mailCode" = NULL, "mailAttempts" = "mailAttempts" + 1
       WHERE id = ${id}::uuid AND "mailDueAt" <= now()
      RETURNING id, "externalId", "businessName", email, label, language, metadata, "invitedById", "remindedById", "mailAttempts",
                "merchantId", "connectSessionId"`;
    if (!row) return null;
    const { merchantId, connectSessionId, email: to } = row;
    const isReminder = row.remindedById !== null;
    const account = await tx.user.findUnique({ where: { email: to }, select: { language: true } });
    const language = account?.language ?? row.language;
    const mail = { id, to, isReminder, locale: localeOr(language) };
    if (merchantId === null || connectSessionId === null) return { ...(await beginFirst(tx, row, language)), ...mail };

    await reopenInvitation(tx, connectSessionId);
    const { url, formerTokenHash } = await renewInvitationLink(tx, connectSessionId);
    await tx.merchantInvitation.update({ where: { id }, data: { formerTokenHash }, select: { id: true } });
    if (row.remindedById !== null && row.mailAttempts === 1) {
      await recordAuditEvent(tx, {
        actor: { type: "USER", id: row.remindedById },
        action: "merchant.reminded",
        merchantId,
        after: { merchantInvitationId: id },
      });
    }
    const { name } = await tx.merchant.findUniqueOrThrow({ where: { id: merchantId }, select: { name: true } });
    return { ...mail, business: name, url };
  });
}

/**
 * Locks the session of an invitation, before the invitation itself: a change of the session's state locks them in this
 * order, too. If a browser is on its way to ReceiptHero, a new link would turn it away on its return, so the email waits
 * a quarter of an hour.
 */
async function isUnderWay(tx: Transaction, id: string): Promise<boolean> {
  const [session] = await tx.$queryRaw<{ id: string }[]>`
    SELECT s.id FROM "ConnectSession" s JOIN "MerchantInvitation" i ON i."connectSessionId" = s.id
     WHERE i.id = ${id}::uuid FOR UPDATE OF s`;
  if (!session) return false;
  const postponed = await tx.$executeRaw`
    UPDATE "MerchantInvitation" SET "mailDueAt" = now() + interval '15 minutes'
     WHERE id = ${id}::uuid AND "mailDueAt" <= now() AND EXISTS
           (SELECT FROM "AuthorizationRequest" WHERE "connectSessionId" = ${session.id}::uuid AND outcome IS NULL
               AND ("claimedAt" IS NOT NULL OR "expiresAt" > now()))`;
  return postponed > 0;
}

/** Sends no reminder of an expired invitation if there is a newer one for the same external ID and email. */
async function dropOutdated(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "MerchantInvitation" i SET "mailDueAt" = NULL
     WHERE i.id = ${id}::uuid AND i.state = 'expired' AND "mailDueAt" IS NOT NULL AND ${hasNewer}`;
}

async function beginFirst(
  tx: Transaction,
  row: Row,
  language: string | null,
): Promise<{ business: string; url: string }> {
  const actor = { type: "USER", id: row.invitedById } as const;
  const { externalId, businessName, invitedById } = row;
  const { id: merchantId, name } = await findOrCreateMerchant(tx, actor, { externalId, name: businessName });
  await expectInvitedOwner(tx, merchantId, row.email);
  const label = row.label ?? name.slice(0, MAX_LABEL);
  const invited = { merchantId, invitedById, label, language, pairs: toPairs(row.metadata) };
  const { connectSessionId, url } = await createInvitationSession(tx, invited);
  const data = { merchantId, connectSessionId };
  await tx.merchantInvitation.update({ where: { id: row.id }, data, select: { id: true } });
  await recordAuditEvent(tx, {
    actor,
    action: "merchant.invited",
    merchantId,
    after: { merchantInvitationId: row.id },
  });
  return { business: name, url };
}
