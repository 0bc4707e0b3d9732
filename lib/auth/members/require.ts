import "server-only";
import { notFound, redirect } from "next/navigation";
import { findReader, findReaderOfConnection } from "@/lib/auth/members/find-reader";
import { noteMerchantUse } from "@/lib/auth/members/note-use";
import { requireUser, requireUserFrom } from "@/lib/auth/sessions/current-user";
import type { RoleProblem } from "@/lib/errors/role-problems";
import { roleProblemPath } from "@/lib/forms/role-problem-path";
import { isMember, isOwner, type Member, type Owner, type Reader } from "@/lib/principal";

// For pages and handlers. A merchant to which the user does not belong does not exist for the user. Actions use
// lib/auth/members/reader-of-form.ts.

/**
 * As `requireUser`, for a reader of a merchant. It becomes the merchant that was used last.
 * @param merchantId from the path
 */
export async function requireReader(merchantId: string): Promise<Reader> {
  return used(await findReader(await requireUser(), merchantId));
}

/** As `requireReader`, for a member, who may change things. A reader is told that the role does not allow it. */
export async function requireMember(merchantId: string): Promise<Member> {
  const reader = await requireReader(merchantId);
  return isMember(reader) ? reader : refuse("look_only");
}

/** As `requireReader`, for an owner. Any other member is told that only owners may do it. */
export async function requireOwner(merchantId: string): Promise<Owner> {
  const reader = await requireReader(merchantId);
  return isOwner(reader) ? reader : refuse("owners_only");
}

/**
 * As `requireReader`, for the merchant to which a connection belongs.
 * @param receiptheroId from the path
 * @param returnTo the path to return to after signing in; by default the page itself. Only handlers pass it
 */
export async function requireReaderOfConnection(receiptheroId: string, returnTo?: string): Promise<Reader> {
  const user = await (returnTo === undefined ? requireUser() : requireUserFrom(returnTo));
  return used(await findReaderOfConnection(user, receiptheroId));
}

/** As `requireReaderOfConnection`, for a member, who may change things. */
export async function requireMemberOfConnection(receiptheroId: string): Promise<Member> {
  const reader = await requireReaderOfConnection(receiptheroId);
  return isMember(reader) ? reader : refuse("look_only");
}

async function used(reader: Reader | null): Promise<Reader> {
  if (!reader) notFound();
  await noteMerchantUse(reader);
  return reader;
}

function refuse(problem: RoleProblem): never {
  redirect(roleProblemPath(problem));
}
