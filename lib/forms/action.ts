import "server-only";
import type { Submission, SubmissionResult } from "@conform-to/react";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import { isAppError } from "@/lib/errors/app-error";
import { type RoleProblem, roleProblemOf } from "@/lib/errors/role-problems";
import { type Author, countChange } from "@/lib/forms/count-change";
import { isSmallForm } from "@/lib/forms/limits";
import { parseForm, rejectForm } from "@/lib/forms/parse";
import { roleProblemPath } from "@/lib/forms/role-problem-path";
import { isMarkOfUser } from "@/lib/forms/user-mark";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";
import { log } from "@/lib/log";

// Every server action is created here. Anyone can call any action with any arguments. So each action first authorizes,
// then accepts only a small form from a page that was made for the signed-in user, and only then reads it. A signed-in
// user's change is counted before it is made.

/** Why a form was refused although it may be a good one: another user is signed in, or the role does not suffice. */
type Refusal = RoleProblem | "other_user";

type Admitted<User> = { user: User } | { refusal: Refusal };

/** Says who may use an action. The argument is null when there is no form. */
export type Authorize<User extends Author> = (form: FormData | null) => Promise<User>;

/** A form that passed its schema. */
export type Accepted<Schema extends z.ZodType> = Extract<
  Submission<z.input<Schema>, string[], z.output<Schema>>,
  { status: "success" }
>;

/**
 * Creates the action of a form that shows its own problems (`useActionState`).
 * @param authorize returns the user, or redirects, or answers 404. It may read only the row that the form is about
 * @param act receives the user and the form, whose value has passed the schema
 * @returns an action that answers an invalid form with its problems, and never throws because of its arguments
 */
export function formAction<User extends Author, Schema extends z.ZodType, Answer = SubmissionResult>(
  authorize: Authorize<User>,
  schema: Schema,
  act: (user: User, submission: Accepted<Schema>, form: FormData) => Promise<Answer>,
) {
  return async (...args: unknown[]): Promise<SubmissionResult | Answer> => {
    const form = args.at(-1);
    let admitted: Admitted<User>;
    try {
      admitted = await admit(authorize, form);
    } catch (error) {
      // The form itself reports the database outage, because the browser still shows the typed values. An error page
      // would lose them.
      if (isAppError(error, "storage_unavailable")) return rejectForm(error.code);
      throw error;
    }
    if ("refusal" in admitted) {
      // With JavaScript, the page still shows the typed values. Without it, the browser restores them when the user
      // goes back.
      return (await headers()).has("next-action") ? rejectForm(admitted.refusal) : redirect(pageOf(admitted.refusal));
    }
    if (!isSmallForm(form)) return rejectForm("malformed");
    const { user } = admitted;
    const submission = parseForm(form, schema);
    if (submission?.status !== "success") return submission?.reply() ?? rejectForm("malformed");
    const problem = await problemOfChange(user);
    return problem ? submission.reply({ formErrors: [problem] }) : act(user, submission, form);
  };
}

/**
 * Creates the action of a button, or of another form that shows no problems of its own.
 * @param authorize returns the user, or redirects, or answers 404. It may read only the row that the form is about
 * @param act receives the user and the form, whose fields it must still check
 * @returns an action that answers 404 to anything except a small form, and redirects a form of another user's page to a
 * page that says so
 */
export function buttonAction<User extends Author, Answer>(
  authorize: Authorize<User>,
  act: (user: User, form: FormData) => Promise<Answer>,
) {
  return endingAction(authorize, async (user, form) => {
    if ((await problemOfChange(user)) === "too_many_changes") redirect("/too-many-changes");
    return act(user, form);
  });
}

/**
 * As `buttonAction`, for actions that end or revoke something. They are not counted: otherwise someone with a stolen
 * session could use up the user's changes so that the user cannot end it. They need something to end, and only counted
 * changes create it.
 */
export function endingAction<User extends Author, Answer>(
  authorize: Authorize<User>,
  act: (user: User, form: FormData) => Promise<Answer>,
) {
  return async (...args: unknown[]): Promise<Answer> => {
    const form = args.at(-1);
    const admitted = await admit(authorize, form);
    if ("refusal" in admitted) redirect(pageOf(admitted.refusal));
    if (!isSmallForm(form)) notFound();
    return act(admitted.user, form);
  };
}

/** Authorizes the sender of a form, and checks that its page was made for the same user. */
async function admit<User extends Author>(authorize: Authorize<User>, form: unknown): Promise<Admitted<User>> {
  try {
    const user = await authorize(form instanceof FormData ? form : null);
    return isSmallForm(form) && !isOfPageFor(user, form) ? { refusal: "other_user" } : { user };
  } catch (error) {
    const refusal = isAppError(error, "other_user") ? "other_user" : roleProblemOf(error);
    if (refusal) return { refusal };
    throw error;
  }
}

/** The page that says why a form was refused. */
function pageOf(refusal: Refusal) {
  return refusal === "other_user" ? "/other-user" : roleProblemPath(refusal);
}

/**
 * Whether a form belongs to a page that was made for this user. Another user may have signed in to the same browser
 * since, and must not act under the wrong account unknowingly. An action for anyone, or for a connect session, accepts the
 * forms of all pages.
 */
function isOfPageFor(user: Author, form: FormData): boolean {
  return user === null || !("id" in user) || isMarkOfUser(form.get(USER_MARK_FIELD), user.id);
}

/** Why a user must not change anything now, as a key below `validation` in messages/; or null. */
async function problemOfChange(user: Author): Promise<"too_many_changes" | "storage_unavailable" | null> {
  try {
    await countChange(user);
    return null;
  } catch (error) {
    if (isAppError(error, "too_many_changes")) return "too_many_changes";
    log.error({ err: error }, "a change could not be counted");
    return "storage_unavailable";
  }
}

/** Authorizes every visitor, for the few actions that need no user. */
export async function anyone(): Promise<null> {
  return null;
}
