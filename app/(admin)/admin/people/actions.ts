"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { endSession } from "@/lib/account/sessions/end";
import { endOtherSessions } from "@/lib/account/sessions/end-others";
import { unlinkIdentityAsAdmin } from "@/lib/auth/identities/unlink";
import { provenButtonAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin, requireStaff } from "@/lib/auth/sessions/current-user";
import { isAppError } from "@/lib/errors";
import { buttonAction, endingAction } from "@/lib/forms/action";
import { changeRole } from "@/lib/users/change-role";
import { disableUser } from "@/lib/users/disable";
import { enableUser } from "@/lib/users/enable";
import { signOutUser } from "@/lib/users/sign-out";
import { Role } from "@/prisma/generated/enums";

const PEOPLE = "/admin/people";

/** Changes the role of another user. For admins. */
export const changeRoleAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "person");
  const role = z.enum(Role).safeParse(formData.get("role"));
  if (!role.success) redirect(`${PEOPLE}/${id}/role?problem=unknown_role`);
  await onPerson(id, changeRole(admin, id, role.data));
  redirect(`${PEOPLE}/${id}?done=role#role`);
});

/** Disables another user. For admins. */
export const disablePersonAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "person");
  await onPerson(id, disableUser(admin, id));
  redirect(`${PEOPLE}/${id}?done=disabled#access`);
});

/** Enables a user. For admins. */
export const enablePersonAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "person");
  await onPerson(id, enableUser(admin, id));
  redirect(`${PEOPLE}/${id}?done=enabled#access`);
});

/** Ends one session of a user, or all if the form names none. For admins. */
export const endPersonsSessionsAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "person");
  const sessionId = formData.has("id") ? idIn(formData, "id") : null;
  await onPerson(id, signOutUser(admin, id, sessionId));
  redirect(`${PEOPLE}/${id}?done=${sessionId ? "ended" : "endedAll"}#sessions`);
});

/** Unlinks an identity of a user, so that it no longer signs in to that account. For admins. */
export const unlinkPersonsIdentityAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "person");
  await onPerson(id, unlinkIdentityAsAdmin(admin, id, idIn(formData, "id")));
  redirect(`${PEOPLE}/${id}?done=unlinked#identities`);
});

/** Ends one of the user's own sessions. For staff. */
export const endOwnSessionAction = endingAction(requireStaff, async (user, formData) => {
  const sessionId = idIn(formData, "id");
  await onPerson(user.id, endSession(user, sessionId));
  redirect(`${PEOPLE}/${user.id}?done=ended#sessions`);
});

/** Ends all of the user's own sessions except this one. For staff. */
export const endOwnOtherSessionsAction = endingAction(requireStaff, async (user) => {
  await endOtherSessions(user);
  redirect(`${PEOPLE}/${user.id}?done=endedOthers#sessions`);
});

function idIn(formData: FormData, field: string): string {
  return z.uuid().safeParse(formData.get(field)).data ?? notFound();
}

/** Waits for a change of a user. If it fails, redirects to the user's page with the reason. */
async function onPerson(id: string, work: Promise<void>): Promise<void> {
  const problem = await work.then(
    () => null,
    (error: unknown) => {
      if (isAppError(error, "own_account") || isAppError(error, "not_found")) return error.code;
      throw error;
    },
  );
  if (problem === "not_found") notFound();
  if (problem) redirect(`${PEOPLE}/${id}?problem=${problem}`);
}
