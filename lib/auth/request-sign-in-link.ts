import "server-only";
import { signIn } from "@/lib/auth";
import { noteWantedPath } from "@/lib/auth/wanted-path";
import { countAgainstLimit } from "@/lib/rate-limit";

/**
 * Mails a sign-in link to an address, known or not: the answer is the same, so that nobody learns who has an account.
 * @param email as `parseEmailAddress` gives it
 * @param returnTo the path to go to after signing in
 * @throws AppError `too_many_sign_in_mails`; the mail server's or the database's error as it came
 */
export async function requestSignInLink(email: string, returnTo: string): Promise<void> {
  await countAgainstLimit("sign-in-mail", email);
  await noteWantedPath(returnTo);
  await signIn("nodemailer", { email, redirectTo: returnTo, redirect: false });
}
