"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { endSession } from "@/lib/account/sessions/end";
import { endOtherSessions } from "@/lib/account/sessions/end-others";
import { changeSubscriptions } from "@/lib/account/subscriptions/change";
import { unlinkIdentityAsAdmin } from "@/lib/auth/identities/unlink";
import { removePasskeyAsAdmin } from "@/lib/auth/passkeys/remove";
import { provenButtonAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin, requireStaff } from "@/lib/auth/sessions/current-user";
import { isAppError } from "@/lib/errors/app-error";
import { buttonAction, endingAction } from "@/lib/forms/action";
import { changeRole } from "@/lib/users/change-role";
import { disableUser } from "@/lib/users/disable";
import { enableUser } from "@/lib/users/enable";
import { signOutUser } from "@/lib/users/sign-out";
import { Role } from "@/prisma/generated/enums";

const USERS = "/admin/users";

/** Changes the role of another user. For admins. */
export const changeRoleAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "userId");
  const role = z.enum(Role).safeParse(formData.get("role"));
  if (!role.success) redirect(`${USERS}/${id}/role?problem=unknown_role`);
  await onUser(id, changeRole(admin, id, role.data));
  redirect(`${USERS}/${id}?done=role#role`);
});

/** Disables another user. For admins. */
export const disableUserAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "userId");
  await onUser(id, disableUser(admin, id));
  redirect(`${USERS}/${id}?done=disabled#access`);
});

/** Enables a user. For admins. */
export const enableUserAction = provenButtonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "userId");
  await onUser(id, enableUser(admin, id));
  redirect(`${USERS}/${id}?done=enabled#access`);
});

/** Ends one session of a user, or all if the form names none. For admins. */
export const endSessionsOfUserAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "userId");
  const sessionId = formData.has("id") ? idIn(formData, "id") : null;
  await onUser(id, signOutUser(admin, id, sessionId));
  redirect(`${USERS}/${id}?done=${sessionId ? "ended" : "endedAll"}#sessions`);
});

/** Unlinks an identity of a user, so that it no longer signs in to that account. For admins. */
export const unlinkIdentityOfUserAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "userId");
  await onUser(id, unlinkIdentityAsAdmin(admin, id, idIn(formData, "id")));
  redirect(`${USERS}/${id}?done=unlinked#identities`);
});

/** Removes a passkey of a user, so that it no longer signs in. For admins. */
export const removePasskeyOfUserAction = buttonAction(requireAdmin, async (admin, formData) => {
  const id = idIn(formData, "userId");
  await onUser(id, removePasskeyAsAdmin(admin, id, idIn(formData, "id")));
  redirect(`${USERS}/${id}?done=passkeyRemoved#passkeys`);
});

/** Ends one of the user's own sessions. For staff. */
export const endOwnSessionAction = endingAction(requireStaff, async (user, formData) => {
  const sessionId = idIn(formData, "id");
  await onUser(user.id, endSession(user, sessionId));
  redirect(`${USERS}/${user.id}?done=ended#sessions`);
});

/** Ends all of the user's own sessions except this one. For staff. */
export const endOwnOtherSessionsAction = endingAction(requireStaff, async (user) => {
  await endOtherSessions(user);
  redirect(`${USERS}/${user.id}?done=endedOthers#sessions`);
});

/** Changes which emails the user gets. An unknown topic changes nothing. For staff. */
export const changeStaffSubscriptionsAction = buttonAction(requireStaff, async (user, formData) => {
  await changeSubscriptions(user, formData.getAll("topic").map(String));
  redirect(`${USERS}/${user.id}?done=emails#emails`);
});

function idIn(formData: FormData, field: string): string {
  return z.uuid().safeParse(formData.get(field)).data ?? notFound();
}

/** Waits for a change of a user. If it fails, redirects to the user's page with the reason. */
async function onUser(id: string, work: Promise<void>): Promise<void> {
  const problem = await work.then(
    () => null,
    (error: unknown) => {
      if (isAppError(error, "own_account") || isAppError(error, "role_governed")) return error.code;
      if (isAppError(error, "not_found")) return error.code;
      throw error;
    },
  );
  if (problem === "not_found") notFound();
  if (problem) redirect(`${USERS}/${id}?problem=${problem}`);
}
