"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { unlinkIdentity } from "@/lib/auth/identities/unlink";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { isAppError } from "@/lib/errors/app-error";
import { endingAction } from "@/lib/forms/action";
import { listOwnBusinesses } from "@/lib/merchants/list-own";
import { isStaff } from "@/lib/principal";

/** Unlinks one of the user's own identities. Staff without a merchant see theirs on their own page. */
export const unlinkIdentityAction = endingAction(requireUser, async (user, formData) => {
  const id = z.uuid().safeParse(formData.get("id")).data ?? notFound();
  try {
    await unlinkIdentity(user, id);
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
  const isAtHome = isStaff(user) && (await listOwnBusinesses(user)).length === 0;
  redirect(isAtHome ? `/admin/users/${user.id}?done=unlinked#identities` : "/settings?saved=unlinked#identities");
});
