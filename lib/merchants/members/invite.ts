import "server-only";
import { getTranslations } from "next-intl/server";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { mailedLink } from "@/lib/auth/links/mailed-link";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { readableEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { INVITATION_DAYS } from "@/lib/lifetimes";
import { countInvitation } from "@/lib/mail/count-mail";
import { mailSafeName } from "@/lib/mail/safe-name";
import { sendMail } from "@/lib/mail/send";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import { revokeInvitation } from "@/lib/merchants/members/revoke-invitation";
import type { MerchantUser } from "@/lib/principal";

/**
 * Invites someone to the user's merchant: sends an email with a link that works once, for seven days. Inviting the same
 * email again replaces its invitation.
 * @param email as `parseEmailAddress` returns it
 * @throws AppError `already_member`; `not_found` when the user no longer belongs to the merchant; and those of
 * `countInvitation`; the mail server's error, and then there is no invitation
 */
export async function inviteMember(user: MerchantUser, email: string): Promise<void> {
  await countInvitation({ userId: user.id, merchantId: user.merchant.id }, email);

  const token = randomSecret();
  const invitation = await store(user, email, sha256(token));
  try {
    await mailInvitation(email, readableEmailAddress(user.email), invitation.business, mailedLink("invitation", token));
  } catch (error) {
    await revokeInvitation(user, invitation.id);
    throw error;
  }
}

function store(user: MerchantUser, email: string, tokenHash: string): Promise<{ id: string; business: string }> {
  const merchantId = user.merchant.id;
  return db().$transaction(async (tx) => {
    const { name: business } = await lockOwnMerchant(tx, user);
    const members = await tx.user.count({ where: { email, merchantId } });
    if (members > 0) throw new AppError("already_member");

    await tx.invitation.deleteMany({ where: { email, merchantId } });
    const data = { email, merchantId, tokenHash, invitedById: user.id };
    const { id } = await tx.invitation.create({ data, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "user.invited",
      merchantId,
      after: { invitationId: id },
    });
    return { id, business };
  });
}

async function mailInvitation(to: string, inviter: string, business: string, href: string): Promise<void> {
  const t = await getTranslations("mail.invitation");
  const partner = env().PARTNER_NAME;
  const name = mailSafeName(business);
  await sendMail({
    to,
    subject: t("subject", { partner }),
    before: name
      ? [t("intro", { partner, inviter, business: name }), t("what", { business: name })]
      : [t("introUnnamed", { partner, inviter }), t("whatUnnamed")],
    link: { href, text: t("button") },
    after: [t("once", { days: INVITATION_DAYS }), t("ignore")],
  });
}
