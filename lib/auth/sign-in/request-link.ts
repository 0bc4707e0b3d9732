import "server-only";
import { signIn } from "@/lib/auth";
import { noteWantedPath } from "@/lib/auth/wanted-path";
import { AppError } from "@/lib/errors";
import { countSignInMail, isSignInMailPaused } from "@/lib/mail/limits";

/**
 * Mails a sign-in link to an address, known or not: the answer is the same, so that nobody learns who has an account.
 * While there are too many mails in all, only users get theirs (may-send-mail.ts). Everything else is done for
 * everyone, and everyone is told the same.
 * @param email as `parseEmailAddress` gives it
 * @param returnTo the path to go to after signing in
 * @throws AppError `too_many_mails_from_network`, `too_many_sign_in_mails` or `mail_paused`; the mail server's or the
 *   database's error as it came
 */
export async function requestSignInLink(email: string, returnTo: string): Promise<void> {
  await countSignInMail(email);
  await noteWantedPath(returnTo);
  await signIn("nodemailer", { email, redirectTo: returnTo, redirect: false });
  if (await isSignInMailPaused()) throw new AppError("mail_paused");
}
