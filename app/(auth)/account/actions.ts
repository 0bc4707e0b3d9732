"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { unlinkIdentity } from "@/lib/auth/identities/unlink";
import { addPasskey } from "@/lib/auth/passkeys/add";
import { removePasskey } from "@/lib/auth/passkeys/remove";
import { renamePasskey } from "@/lib/auth/passkeys/rename";
import { provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { endingAction, formAction } from "@/lib/forms/action";
import { MAX_PASSKEY_NAME, singleLine } from "@/lib/forms/fields";
import { orNotFound } from "@/lib/forms/outcome";
import { log } from "@/lib/log";
import { ownPage } from "./own-page";

/** Unlinks one of the user's own identities. */
export const unlinkIdentityAction = endingAction(requireUser, async (user, formData) => {
  const id = z.uuid().safeParse(formData.get("id")).data ?? notFound();
  try {
    await unlinkIdentity(user, id);
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
  redirect(await ownPage(user, "identities", "unlinked"));
});

const passkeyForm = z.object({ name: singleLine(1, MAX_PASSKEY_NAME), answer: z.string() });

/** Adds a passkey that the browser has created. */
export const addPasskeyAction = provenFormAction(requireUser, passkeyForm, async (user, submission) => {
  try {
    await addPasskey(user, submission.value.name, submission.value.answer);
  } catch (error) {
    if (error instanceof AppError) return submission.reply({ formErrors: [error.code] });
    log.error({ err: error }, "a passkey could not be added");
    return submission.reply({ formErrors: ["storage_unavailable"] });
  }
  redirect(await ownPage(user, "passkeys", "passkeyAdded"));
});

const renameForm = z.object({ id: z.uuid(), name: singleLine(1, MAX_PASSKEY_NAME) });

/** Renames one of the user's own passkeys. */
export const renamePasskeyAction = formAction(requireUser, renameForm, async (user, submission) => {
  const { id, name } = submission.value;
  await orNotFound(renamePasskey(user, id, name));
  redirect(await ownPage(user, "passkeys", "passkeyRenamed"));
});

/** Removes one of the user's own passkeys. */
export const removePasskeyAction = endingAction(requireUser, async (user, formData) => {
  const id = z.uuid().safeParse(formData.get("id")).data ?? notFound();
  try {
    await removePasskey(user, id);
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
  redirect(await ownPage(user, "passkeys", "passkeyRemoved"));
});
