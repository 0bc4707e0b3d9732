import "server-only";
import { rememberBrowser } from "@/lib/auth/browser";
import { issueCode } from "@/lib/auth/codes/issue-code";
import { linkHash } from "@/lib/auth/links/sign-in-link-hash";
import { maySendSignInMail } from "@/lib/auth/sign-in/may-send-mail";
import { maySignUp } from "@/lib/auth/sign-in/may-sign-up";
import { sendSignInMail } from "@/lib/auth/sign-in/send-sign-in-mail";
import { sendUninvitedMail } from "@/lib/auth/sign-in/send-uninvited-mail";
import { env } from "@/lib/env";

/**
 * Sends a sign-in link, with a code for the browser that asked, unless too many emails were sent in total. An email that
 * may not sign up gets another email instead; all other steps are the same, so the browser learns nothing. Only for
 * actions: it may set the browser's cookie.
 * @param email the visitor's email
 * @param url Auth.js's callback, with token, email and the return path
 * @param token the one in that URL
 * @throws when the mail server refuses the email; any database error
 */
export async function mailSignInLink(email: string, url: string, token: string): Promise<void> {
  const target = new URL(new URL(url).searchParams.get("callbackUrl") ?? "/", env().APP_URL);
  const browserHash = await rememberBrowser();
  const link = { hash: linkHash(token), returnTo: `${target.pathname}${target.search}` };
  const code = await issueCode({ purpose: "SIGN_IN", browserHash, email, link });
  if (!(await maySendSignInMail(email))) return;
  if (await maySignUp(email)) await sendSignInMail(email, url, code);
  else await sendUninvitedMail(email);
}
