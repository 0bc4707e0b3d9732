import "server-only";
import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { signIn } from "@/lib/auth";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { sha256 } from "@/lib/secrets";

/** Mails to one address within fifteen minutes: enough for a person, too few to flood a mailbox. */
const MAILS = { points: 6, duration: 15 * 60 };

/**
 * Mails a sign-in link to an address, known or not: the answer is the same, so that nobody learns who has an account.
 * @param email a well-formed address
 * @param returnTo the path to go to after signing in
 * @throws AppError `too_many_sign_in_mails`; the mail server's or the database's error as it came
 */
export async function requestSignInLink(email: string, returnTo: string): Promise<void> {
  const limiter = new RateLimiterPrisma({ storeClient: db(), keyPrefix: "sign-in-mail", ...MAILS });
  try {
    await limiter.consume(sha256(email.toLowerCase()));
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new AppError("too_many_sign_in_mails");
    throw refusal;
  }
  await signIn("nodemailer", { email, redirectTo: returnTo, redirect: false });
}
