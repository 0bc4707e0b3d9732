import "server-only";
import type { Account, Profile, User } from "next-auth";
import { readClaims } from "@/lib/auth/oidc/claims";
import type { SignInMethod } from "@/lib/auth/sessions/start";
import { maySignUp } from "@/lib/auth/sign-in/may-sign-up";
import { recordRefusedSignIn, type SignInRefusal } from "@/lib/auth/sign-in/record-refusal";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { countAgainstLimit } from "@/lib/rate-limit";

type Proven = { user: User; account?: Account | null | undefined; profile?: Profile | undefined };

const errorPage = (code?: string) => `/sign-in/error${code ? `?error=${code}` : ""}`;

/**
 * Decides whether a visitor who proved an email or an identity may sign in.
 * @param proven the arguments of Auth.js's `signIn` callback; `user` is the linked account's if there is one
 * @returns true, or the path of the page that states the reason. A database error is caught here, because Auth.js would
 * treat it as a denial
 */
export async function maySignIn(method: SignInMethod, { user, account, profile }: Proven): Promise<true | string> {
  try {
    if (method === "sso") await countAgainstLimit("sso-sign-in", account?.providerAccountId ?? "");
    const { linked, disabled } = await findAccounts(user);
    const problem = method === "sso" ? addressProblem(profile, account) : null;
    const isKnown = problem !== null || disabled !== null || (await maySignUpAs(user, linked));
    if (!problem && !disabled && isKnown) return true;
    const reason = problem ?? (disabled ? "account_disabled" : "not_invited");
    // An unconfirmed email identifies nobody. Only an already linked identity tells whose sign-in this was.
    await recordRefusedSignIn({ userId: problem ? linked : disabled, method, reason });
    return errorPage(reason);
  } catch (error) {
    if (isAppError(error, "too_many_sign_ins")) return errorPage(error.code);
    log.error({ err: error }, "it could not be read who may sign in");
    return errorPage();
  }
}

/**
 * The ids of the accounts that this sign-in may belong to. Auth.js invents an id for a visitor without a linked
 * account, so the email is looked up as well.
 */
async function findAccounts({ id, email }: User): Promise<{ linked: string | null; disabled: string | null }> {
  const found = await db().user.findMany({
    where: { OR: [...(id ? [{ id }] : []), ...(email ? [{ email }] : [])] },
    select: { id: true, disabledAt: true },
  });
  return {
    linked: found.find((candidate) => candidate.id === id)?.id ?? null,
    disabled: found.find(({ disabledAt }) => disabledAt !== null)?.id ?? null,
  };
}

/** Whether a visitor has an account or may create one. An invitation may have been revoked since the email was sent. */
async function maySignUpAs({ email }: User, linked: string | null): Promise<boolean> {
  return linked !== null || (email !== null && email !== undefined && (await maySignUp(email)));
}

/** Why the provider's claims do not prove the email, or null. */
function addressProblem(profile: Profile | undefined, account: Account | null | undefined): SignInRefusal | null {
  const { email, isEmailVerified } = readClaims(profile, account?.id_token);
  if (email === null) return refusedClaim("email_missing", "the identity provider sent no usable claim email");
  if (isEmailVerified === false) {
    return refusedClaim("email_unconfirmed", "the identity provider's claim email_verified is not true");
  }
  if (isEmailVerified === null && !env().oidc?.isEmailTrusted) {
    return refusedClaim(
      "email_claim_missing",
      "the identity provider sent no claim email_verified. If it gives out confirmed addresses only, set AUTH_OIDC_TRUST_EMAIL=on",
    );
  }
  return null;
}

function refusedClaim(reason: SignInRefusal, message: string): SignInRefusal {
  log.warn({ reason }, message);
  return reason;
}
