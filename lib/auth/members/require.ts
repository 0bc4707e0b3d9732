import "server-only";
import { notFound, redirect } from "next/navigation";
import { findViewer, findViewerOfConnection } from "@/lib/auth/members/find-viewer";
import { noteMerchantUse } from "@/lib/auth/members/note-use";
import { requireUser, requireUserFrom } from "@/lib/auth/sessions/current-user";
import type { RoleProblem } from "@/lib/errors/role-problems";
import { roleProblemPath } from "@/lib/forms/role-problem-path";
import { isMember, isOwner, isReader, type Member, type Owner, type Reader, type Viewer } from "@/lib/principal";

// For pages and handlers. A merchant that the user neither belongs to nor views does not exist for the user. Actions use
// lib/auth/members/reader-of-form.ts.

/**
 * As `requireUser`, for a viewer of a merchant. For its reader it becomes the merchant that was used last.
 * @param merchantId from the path
 */
export async function requireViewer(merchantId: string): Promise<Viewer> {
  return used(await findViewer(await requireUser(), merchantId));
}

/** As `requireViewer`, for a reader. Staff who view the merchant are told that they only look. */
export async function requireReader(merchantId: string): Promise<Reader> {
  return readerOrRefuse(await requireViewer(merchantId));
}

/**
 * As `requireReader`, for handlers.
 * @param returnTo the path to return to after signing in
 */
export async function requireReaderFrom(returnTo: string, merchantId: string): Promise<Reader> {
  return readerOrRefuse((await findViewer(await requireUserFrom(returnTo), merchantId)) ?? notFound());
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
 * As `requireViewer`, for the merchant to which a connection belongs.
 * @param receiptheroId from the path
 */
export async function requireViewerOfConnection(receiptheroId: string): Promise<Viewer> {
  return used(await findViewerOfConnection(await requireUser(), receiptheroId));
}

/**
 * As `requireReader`, for the merchant to which a connection belongs, and for handlers.
 * @param returnTo the path to return to after signing in
 */
export async function requireReaderOfConnectionFrom(returnTo: string, receiptheroId: string): Promise<Reader> {
  return readerOrRefuse(await used(await findViewerOfConnection(await requireUserFrom(returnTo), receiptheroId)));
}

/** As `requireMember`, for the merchant to which a connection belongs. */
export async function requireMemberOfConnection(receiptheroId: string): Promise<Member> {
  const reader = readerOrRefuse(await requireViewerOfConnection(receiptheroId));
  return isMember(reader) ? reader : refuse("look_only");
}

async function used(viewer: Viewer | null): Promise<Viewer> {
  if (!viewer) notFound();
  if (isReader(viewer)) await noteMerchantUse(viewer);
  return viewer;
}

function readerOrRefuse(viewer: Viewer): Reader {
  return isReader(viewer) ? viewer : refuse("view_only");
}

function refuse(problem: RoleProblem): never {
  redirect(roleProblemPath(problem));
}
