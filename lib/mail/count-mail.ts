import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { currentClient } from "@/lib/http/client/current-client";
import { customerNetwork } from "@/lib/http/client/customer-network";
import { mailboxOf } from "@/lib/mail/mailbox";
import { LIMITS } from "@/lib/quotas";
import { countAgainstLimit, isReached } from "@/lib/rate-limit";

// One of these functions counts every email before anything is changed for it (lib/mail/count-mail.test.ts checks this).

/**
 * Counts a sign-in email, which anyone may request: by the client's network and by mailbox. The total is counted where
 * the email is sent (lib/auth/sign-in/may-send-mail.ts).
 * @param email as `parseEmailAddress` returns it
 * @throws AppError `too_many_mails_from_network` or `too_many_sign_in_mails`; any database error
 */
export async function countSignInMail(email: string): Promise<void> {
  await countClient();
  await countAgainstLimit("sign-in-mail", mailboxOf(email));
}

/**
 * Whether the hourly limit of sign-in emails in total is reached.
 * @throws any database error
 */
export async function isSignInMailPaused(): Promise<boolean> {
  return isReached("sign-in-mails-in-all", "");
}

/**
 * Counts an email that a signed-in user requests.
 * @param email the recipient, as `parseEmailAddress` returns it
 * @throws AppError `too_many_mails_from_network`, `too_many_mails` or `mail_paused`; any database error
 */
export async function countAccountMail(email: string): Promise<void> {
  await countClient();
  await countAgainstLimit("account-mail", mailboxOf(email));
  await countAgainstLimit("account-mails-in-all", "");
}

/**
 * Counts a code for a proof. It is counted only by user, so nobody else can block the user's proofs. An attacker who
 * wants many users needs a sign-in email for each, and those are limited.
 * @throws AppError `too_many_codes`; any database error
 */
export async function countProofMail(userId: string): Promise<void> {
  await countAgainstLimit("proof-mail", userId);
}

/**
 * Counts an invitation: by merchant, by inviting user, by invited email, and as any account email.
 * @param email the recipient, as `parseEmailAddress` returns it
 * @throws AppError `too_many_invitations`, and those of `countAccountMail`; any database error
 */
export async function countInvitation(by: { userId: string; merchantId: string }, email: string): Promise<void> {
  await countAgainstLimit("invitation", by.merchantId);
  await countAgainstLimit("invitation-by-user", by.userId);
  await countAgainstLimit("invited-mailbox", mailboxOf(email));
  await countAccountMail(email);
}

/**
 * Counts an email that tells a user about a change of their account.
 * @param email the recipient, as `parseEmailAddress` returns it
 * @throws AppError `too_many_mails`; any database error
 */
export async function countNotice(email: string): Promise<void> {
  await countAgainstLimit("notice-mail", mailboxOf(email));
}

/**
 * Counts an email with an invitation for a merchant, which a worker sends: by mailbox, and in total, which is the pace.
 * @param email the recipient, as `parseEmailAddress` returns it
 * @throws AppError `mail_paused` or `too_many_mails`; any database error
 */
export async function countMerchantInvitation(email: string): Promise<void> {
  await countAgainstLimit("merchant-invitations-in-all", "");
  await countAgainstLimit("invited-merchant-mailbox", mailboxOf(email));
}

/**
 * Counts an email to a user that a worker sends (lib/user-mails/): in total, which is the pace, and by mailbox. An email to
 * a mailbox that gets no more does not use up the pace.
 * @param email the recipient, as `parseEmailAddress` returns it
 * @throws AppError `mail_paused` or `too_many_mails`; any database error
 */
export async function countUserMail(email: string): Promise<void> {
  const mailbox = mailboxOf(email);
  if (await isReached("user-mail", mailbox)) throw new AppError(LIMITS["user-mail"].code);
  await countAgainstLimit("user-mails-in-all", "");
  await countAgainstLimit("user-mail", mailbox);
}

/** If only our own proxy is known, its address is not limited: any number of clients may be behind it. */
async function countClient(): Promise<void> {
  const { address, isKnown } = await currentClient();
  if (isKnown) await countAgainstLimit("mail-by-network", customerNetwork(address));
}
