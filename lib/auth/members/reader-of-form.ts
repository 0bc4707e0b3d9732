import "server-only";
import { notFound } from "next/navigation";
import { findViewer, findViewerOfConnection } from "@/lib/auth/members/find-viewer";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { AppError } from "@/lib/errors/app-error";
import { MERCHANT_FIELD } from "@/lib/forms/merchant-field";
import { isMarkOfUser } from "@/lib/forms/user-mark";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";
import {
  isMember,
  isOwner,
  isReader,
  type Member,
  type Owner,
  type Reader,
  type User,
  type Viewer,
} from "@/lib/principal";

// For actions: who may use the form, by the business or the connection that it names. A business to which the user does
// not belong is answered like one that does not exist.

/**
 * The reader of the business that a form is about.
 * @throws AppError `storage_unavailable`; `other_user` when the form's page was made for another user; `view_only` for
 * staff who view the business
 */
export async function readerOfForm(form: FormData | null): Promise<Reader> {
  return asReader((await findViewer(await userOfForm(form), form?.get(MERCHANT_FIELD))) ?? notFound());
}

/**
 * As `readerOfForm`, for a member, who may change things.
 * @throws AppError `look_only` for a reader
 */
export async function memberOfForm(form: FormData | null): Promise<Member> {
  return asMember(await readerOfForm(form));
}

/**
 * As `readerOfForm`, for an owner.
 * @throws AppError `owners_only` for any other member
 */
export async function ownerOfForm(form: FormData | null): Promise<Owner> {
  const reader = await readerOfForm(form);
  if (!isOwner(reader)) throw new AppError("owners_only");
  return reader;
}

/**
 * As `memberOfForm`, for the business to which the connection belongs that a form names. The form's page was about that
 * business. If the connection was moved to another business since, even of the same user, it is not found.
 * @throws AppError `look_only` for a reader
 */
export async function memberOfConnectionOfForm(form: FormData | null): Promise<Member> {
  const user = await userOfForm(form);
  const viewer = await findViewerOfConnection(user, form?.get("receiptheroId"));
  if (viewer?.merchant.id !== form?.get(MERCHANT_FIELD)) notFound();
  return asMember(asReader(viewer ?? notFound()));
}

/** The signed-in user, for whom the form's page was made. Another user may not belong to the business of that page. */
async function userOfForm(form: FormData | null): Promise<User> {
  const user = await requireUser();
  if (form && !isMarkOfUser(form.get(USER_MARK_FIELD), user.id)) throw new AppError("other_user");
  return user;
}

function asReader(viewer: Viewer): Reader {
  if (!isReader(viewer)) throw new AppError("view_only");
  return viewer;
}

function asMember(reader: Reader): Member {
  if (!isMember(reader)) throw new AppError("look_only");
  return reader;
}
