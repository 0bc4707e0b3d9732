import "server-only";
import { createTranslator } from "next-intl";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { mailedLink } from "@/lib/auth/links/mailed-link";
import { getBrand } from "@/lib/brand/current";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { readableEmailAddress } from "@/lib/email-address";
import { AppError } from "@/lib/errors/app-error";
import { configOf } from "@/lib/i18n/of-locale";
import { INVITATION_DAYS } from "@/lib/lifetimes";
import { countInvitation } from "@/lib/mail/count-mail";
import { recipientLocale } from "@/lib/mail/recipient-locale";
import { mailSafeName } from "@/lib/mail/safe-name";
import { sendMail } from "@/lib/mail/send";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import { revokeInvitation } from "@/lib/merchants/members/revoke-invitation";
import type { Owner } from "@/lib/principal";
import type { MemberRole } from "@/prisma/generated/enums";

/**
 * Invites someone to the owner's merchant: sends an email with a link that works once, for seven days. Inviting the same
 * email again replaces its invitation.
 * @param email as `parseEmailAddress` returns it
 * @param role what the new member may do
 * @throws AppError `already_member`; `not_found` when the user no longer is an owner of the merchant; and those of
 * `countInvitation`; the mail server's error, and then there is no invitation
 */
export async function inviteMember(owner: Owner, email: string, role: MemberRole): Promise<void> {
  await countInvitation({ userId: owner.id, merchantId: owner.merchant.id }, email);

  const token = randomSecret();
  const invitation = await store(owner, { email, role, tokenHash: sha256(token) });
  try {
    await mailInvitation(email, {
      inviter: readableEmailAddress(owner.email),
      business: invitation.business,
      role,
      href: mailedLink("invitation", token),
    });
  } catch (error) {
    await revokeInvitation(owner, invitation.id);
    throw error;
  }
}

type Invited = { email: string; role: MemberRole; tokenHash: string };

function store(owner: Owner, invited: Invited): Promise<{ id: string; business: string }> {
  const merchantId = owner.merchant.id;
  const { email, role } = invited;
  return db().$transaction(async (tx) => {
    const { name: business } = await lockOwnMerchant(tx, owner);
    const members = await tx.member.count({ where: { merchantId, user: { email } } });
    if (members > 0) throw new AppError("already_member");

    await tx.invitation.deleteMany({ where: { email, merchantId } });
    const data = { ...invited, merchantId, invitedById: owner.id };
    const { id } = await tx.invitation.create({ data, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(owner),
      action: "user.invited",
      merchantId,
      after: { invitationId: id, memberRole: role },
    });
    return { id, business };
  });
}

type InvitationMail = { inviter: string; business: string; role: MemberRole; href: string };

async function mailInvitation(to: string, { inviter, business, role, href }: InvitationMail): Promise<void> {
  const locale = await recipientLocale(to);
  const t = createTranslator({ ...configOf(locale), namespace: "mail.invitation" });
  const partner = (await getBrand()).name;
  const name = mailSafeName(business);
  await sendMail({
    to,
    locale,
    subject: t("subject", { partner }),
    before: name
      ? [t("intro", { partner, inviter, business: name }), t(`what.${role}`, { business: name })]
      : [t("introUnnamed", { partner, inviter }), t(`whatUnnamed.${role}`)],
    link: { href, text: t("button") },
    after: [t("once", { days: INVITATION_DAYS }), t("ignore")],
  });
}
