"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { ownerOfForm } from "@/lib/auth/members/reader-of-form";
import { provenFormAction } from "@/lib/auth/proof/proven-action";
import { declineMove } from "@/lib/authorization/move/decline";
import { moveConnection } from "@/lib/authorization/move/move";
import { isAppError } from "@/lib/errors/app-error";
import { endingAction } from "@/lib/forms/action";
import { singleLine } from "@/lib/forms/fields";
import { idOf } from "@/lib/forms/outcome";
import { businessPath, merchantConnectionPath } from "@/lib/http/paths";
import { log } from "@/lib/log";

/** Why a connection cannot be moved (any more). */
const PROBLEMS = ["move_expired", "move_outdated", "not_owner_of_both"] as const;

const moveForm = z.object({ id: z.uuid(), confirmation: singleLine(1, 100) });

/**
 * Moves a connection from another business of the owner to the form's business. The owner must type its name or the end
 * of its ReceiptHero ID.
 */
export const moveConnectionAction = provenFormAction(ownerOfForm, moveForm, async (owner, submission) => {
  const { id, confirmation } = submission.value;
  let receiptheroId: string;
  try {
    receiptheroId = await moveConnection(owner, id, confirmation);
  } catch (error) {
    if (isAppError(error, "confirmation_differs")) {
      return submission.reply({ fieldErrors: { confirmation: [error.code] } });
    }
    const problem = PROBLEMS.find((code) => isAppError(error, code));
    if (!problem) log.error({ err: error }, "a connection could not be moved");
    return submission.reply({ formErrors: [problem ?? "storage_unavailable"] });
  }
  redirect(`${merchantConnectionPath(receiptheroId)}?outcome=connected`);
});

/** Declines to move a connection to the form's business. */
export const declineMoveAction = endingAction(ownerOfForm, async (owner, formData) => {
  await declineMove(owner, idOf(formData));
  redirect(`${businessPath(owner.merchant.id)}/connections`);
});
