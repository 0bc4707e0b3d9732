import "server-only";
import type { Account, Profile, User } from "next-auth";
import { readClaims } from "@/lib/auth/oidc/claims";
import type { SignInMethod } from "@/lib/auth/sessions/start";
import { maySignUp } from "@/lib/auth/sign-in/may-sign-up";
import { recordRefusedSignIn, type SignInRefusal } from "@/lib/auth/sign-in/record-refusal";
import { followGroups } from "@/lib/auth/staff/follow-groups";
import { roleOfGroups } from "@/lib/auth/staff/role-of-groups";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { countAgainstLimit } from "@/lib/rate-limit";
import type { Role } from "@/prisma/generated/enums";

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
    const found = await findAccounts(user);
    const role = method === "sso" ? roleOfGroups(profile, account?.id_token) : null;
    const problem = method === "sso" ? addressProblem(profile, account) : null;
    const reason = problem ?? (await accountProblem(method, user, found, role));
    if (reason === null) {
      // Before the new session begins, because all sessions of a user who is no longer staff end.
      if (found.own && role) await followGroups(found.own.id, role);
      return true;
    }
    // An unconfirmed email identifies nobody. Only an already linked identity tells whose sign-in this was.
    const known = problem ? found.linked : found.own;
    await recordRefusedSignIn({ userId: known?.id ?? null, method, reason });
    return errorPage(reason);
  } catch (error) {
    if (isAppError(error, "too_many_sign_ins")) return errorPage(error.code);
    log.error({ err: error }, "it could not be read who may sign in");
    return errorPage();
  }
}

type Known = { id: string; email: string; role: Role; disabledAt: Date | null };

/** `linked`: the account of the identity. `own`: that one, or the account with the email. */
type Found = { linked: Known | null; own: Known | null };

/**
 * The account that this sign-in belongs to. Auth.js invents an id for a visitor without a linked account, so the email is
 * looked up as well.
 */
async function findAccounts({ id, email }: User): Promise<Found> {
  const found = await db().user.findMany({
    where: { OR: [...(id ? [{ id }] : []), ...(email ? [{ email }] : [])] },
    select: { id: true, email: true, role: true, disabledAt: true },
  });
  const linked = found.find((candidate) => candidate.id === id) ?? null;
  return { linked, own: linked ?? found[0] ?? null };
}

/**
 * Why the account does not allow this sign-in, or null.
 * @param role what the groups at the identity provider give, if they decide
 */
async function accountProblem(
  method: SignInMethod,
  { email }: User,
  { own }: Found,
  role: Role | null,
): Promise<SignInRefusal | null> {
  if (own?.disabledAt) return "account_disabled";
  const { AUTH_STAFF, ADMIN_EMAILS } = env();
  const isStaffByEmail = AUTH_STAFF === "oidc" && method !== "sso" && own !== null && own.role !== "MERCHANT";
  if (isStaffByEmail && !ADMIN_EMAILS.includes(own.email)) return "staff_by_email";
  // A group of staff is an invitation. An invitation by email may have been revoked since the email was sent.
  const isInvited = own !== null || (role !== null && role !== "MERCHANT");
  return isInvited || (email && (await maySignUp(email))) ? null : "not_invited";
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
