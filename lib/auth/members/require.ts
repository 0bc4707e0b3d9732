import "server-only";
import { notFound, redirect } from "next/navigation";
import { findLastUsed } from "@/lib/auth/members/find-reader";
import { welcomePath } from "@/lib/auth/return-to";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { requestedPath } from "@/lib/http/requested-path";
import { isMember, isOwner, type Member, type Owner, type Reader } from "@/lib/principal";

/**
 * As `requireUser`, for a reader of the merchant that was used last. A user without one is asked for the name of the
 * business.
 */
export async function requireReader(returnTo?: string): Promise<Reader> {
  const user = await requireUser(returnTo);
  return (await findLastUsed(user)) ?? redirect(welcomePath(returnTo ?? (await requestedPath())));
}

/** As `requireReader`, for a member who may change things. For a reader the page does not exist. */
export async function requireMember(): Promise<Member> {
  const reader = await requireReader();
  return isMember(reader) ? reader : notFound();
}

/** As `requireReader`, for an owner. For any other member the page does not exist. */
export async function requireOwner(): Promise<Owner> {
  const reader = await requireReader();
  return isOwner(reader) ? reader : notFound();
}
