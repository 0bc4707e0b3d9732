import "server-only";
import type { SubmissionResult } from "@conform-to/react";
import type { z } from "zod";
import { requireProof } from "@/lib/auth/proof/require-proof";
import { type Accepted, type Authorize, buttonAction, formAction } from "@/lib/forms/action";
import { rejectForm } from "@/lib/forms/parse";
import type { ProofAsked } from "@/lib/forms/proof-asked";
import { log } from "@/lib/log";
import type { User } from "@/lib/principal";

/**
 * As `formAction`, for an action that needs a proof from the last 15 minutes. It asks for the proof once the form is
 * valid, and before the action runs.
 */
export function provenFormAction<Someone extends User, Schema extends z.ZodType, Answer = SubmissionResult>(
  authorize: Authorize<Someone>,
  schema: Schema,
  act: (user: Someone, submission: Accepted<Schema>) => Promise<Answer>,
) {
  return formAction(
    authorize,
    schema,
    async (user, submission, form): Promise<Answer | SubmissionResult | ProofAsked> => {
      const asked = await requireProof(user, form).catch((error: unknown) => {
        log.error({ err: error }, "a proof could not be checked");
        return rejectForm("storage_unavailable");
      });
      return asked ?? act(user, submission);
    },
  );
}

/** As `buttonAction`, for an action that needs a proof from the last 15 minutes. The form is a `ProvenForm`. */
export function provenButtonAction<Someone extends User>(
  authorize: Authorize<Someone>,
  act: (user: Someone, form: FormData) => Promise<never>,
) {
  return buttonAction(authorize, async (user, form): Promise<ProofAsked | null> => {
    return (await requireProof(user, form)) ?? act(user, form);
  });
}
