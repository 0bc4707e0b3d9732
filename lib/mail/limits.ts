import "server-only";
import { currentClient } from "@/lib/http/client/address";
import { customerNetwork } from "@/lib/http/client/ip-address";
import { countAgainstLimit, isReached } from "@/lib/rate-limit";

// Every mail is counted by one of these before anything is changed for it (lib/mail/limits.test.ts looks).

/**
 * Counts a sign-in mail, which anyone may ask for: by the client's network and by mailbox. Those in all are counted where
 * the mail is sent (lib/auth/sign-in/may-send-mail.ts).
 * @param email as `parseEmailAddress` gives it
 * @throws AppError `too_many_mails_from_network` or `too_many_sign_in_mails`; what the database throws
 */
export async function countSignInMail(email: string): Promise<void> {
  await countClient();
  await countAgainstLimit("sign-in-mail", mailboxOf(email));
}

/** Whether more sign-in mails were asked for in this hour than we send. @throws what the database throws */
export async function isSignInMailPaused(): Promise<boolean> {
  return isReached("sign-in-mails-in-all", "");
}

/**
 * Counts a mail that a signed-in user asks for.
 * @param email to whom, as `parseEmailAddress` gives it
 * @throws AppError `too_many_mails_from_network`, `too_many_mails` or `mail_paused`; what the database throws
 */
export async function countAccountMail(email: string): Promise<void> {
  await countClient();
  await countAgainstLimit("account-mail", mailboxOf(email));
  await countAgainstLimit("account-mails-in-all", "");
}

/**
 * Counts a code that proves a user. It is counted by user alone, so that nobody else can keep them from proving: each of
 * an attacker's own users cost a sign-in mail, and those are limited.
 * @throws AppError `too_many_codes`; what the database throws
 */
export async function countProofMail(userId: string): Promise<void> {
  await countAgainstLimit("proof-mail", userId);
}

/**
 * Counts an invitation: by business, by the person who invites and the one who is invited, and as any account mail.
 * @param email to whom, as `parseEmailAddress` gives it
 * @throws AppError `too_many_invitations`, and those of `countAccountMail`; what the database throws
 */
export async function countInvitation(by: { userId: string; merchantId: string }, email: string): Promise<void> {
  await countAgainstLimit("invitation", by.merchantId);
  await countAgainstLimit("invitation-by-user", by.userId);
  await countAgainstLimit("invited-mailbox", mailboxOf(email));
  await countAccountMail(email);
}

/**
 * Counts a mail that tells a user of something that happened to their account.
 * @param email to whom, as `parseEmailAddress` gives it
 * @throws AppError `too_many_mails`; what the database throws
 */
export async function countNotice(email: string): Promise<void> {
  await countAgainstLimit("notice-mail", mailboxOf(email));
}

/** A proxy of our own may hide any number of clients, so its address is not limited: it would limit all of them at once. */
async function countClient(): Promise<void> {
  const { address, isKnown } = await currentClient();
  if (isKnown) await countAgainstLimit("mail-by-network", customerNetwork(address));
}

/** The mailbox behind an address: what follows a plus sign is a note of the owner's, and not another mailbox. */
export function mailboxOf(email: string): string {
  return email.replace(/\+[^@]*(?=@)/, "");
}
