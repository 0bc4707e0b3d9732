import "server-only";
import { signIn } from "@/lib/auth";
import { noteWantedPath } from "@/lib/auth/wanted-path";
import { AppError } from "@/lib/errors/app-error";
import { countSignInMail, isSignInMailPaused } from "@/lib/mail/count-mail";

/**
 * Sends a sign-in link to an email, known or not. The answer is the same, so it does not reveal who has an account.
 * While too many emails are sent in total, only existing users get theirs (may-send-mail.ts). All other steps run for
 * every visitor.
 * @param email as `parseEmailAddress` returns it
 * @param returnTo the path to open after signing in
 * @throws AppError `too_many_mails_from_network`, `too_many_sign_in_mails` or `mail_paused`; the mail server's or the
 * database's error
 */
export async function requestSignInLink(email: string, returnTo: string): Promise<void> {
  await countSignInMail(email);
  await noteWantedPath(returnTo);
  await signIn("nodemailer", { email, redirectTo: returnTo, redirect: false });
  if (await isSignInMailPaused()) throw new AppError("mail_paused");
}
