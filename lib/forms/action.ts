import "server-only";
import type { Submission, SubmissionResult } from "@conform-to/react";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import { isAppError } from "@/lib/errors";
import { type Author, countChange } from "@/lib/forms/count-change";
import { isSmallForm } from "@/lib/forms/limits";
import { parseForm, rejectForm } from "@/lib/forms/parse";
import { isMarkOfUser } from "@/lib/forms/user-mark";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";
import { log } from "@/lib/log";

// Every server action is made here. Anyone can call any action with any arguments, so each one authorizes first, then
// accepts nothing but a small form of a page that was made for the signed-in user, and only then reads it. What a signed-in
// user changes is counted before it is done.

/** The page that says that someone else is signed in. */
const OTHER_USER = "/other-user";

/** A form that passed its schema. */
export type Accepted<Schema extends z.ZodType> = Extract<
  Submission<z.input<Schema>, string[], z.output<Schema>>,
  { status: "success" }
>;

/**
 * Makes the action of a form that shows its own problems (`useActionState`).
 * @param authorize finds the user, or redirects, or answers that there is nothing here
 * @param act gets the user and the form; its value passed the schema
 * @returns an action that answers anything but a valid form with the problems, and never throws because of its arguments
 */
export function formAction<User extends Author, Schema extends z.ZodType, Answer = SubmissionResult>(
  authorize: () => Promise<User>,
  schema: Schema,
  act: (user: User, submission: Accepted<Schema>, form: FormData) => Promise<Answer>,
) {
  return async (...args: unknown[]): Promise<SubmissionResult | Answer> => {
    let user: User;
    try {
      user = await authorize();
    } catch (error) {
      // The browser still shows what was typed, so the form says that the database is away. A page would lose it.
      if (isAppError(error, "storage_unavailable")) return rejectForm(error.code);
      throw error;
    }
    const form = args.at(-1);
    if (!isSmallForm(form)) return rejectForm("malformed");
    if (!isOfPageFor(user, form)) {
      // The script of the page still shows what was typed. Without it, the browser does on the way back.
      return (await headers()).has("next-action") ? rejectForm("other_user") : redirect(OTHER_USER);
    }
    const submission = parseForm(form, schema);
    if (submission?.status !== "success") return submission?.reply() ?? rejectForm("malformed");
    const problem = await problemOfChange(user);
    return problem ? submission.reply({ formErrors: [problem] }) : act(user, submission, form);
  };
}

/**
 * Makes the action of a button, and of any other form that shows no problems of its own.
 * @param authorize finds the user, or redirects, or answers that there is nothing here
 * @param act gets the user and the form, whose fields it still has to check
 * @returns an action that answers anything but a small form with 404, and a form of another user's page with a page that
 *   says so
 */
export function buttonAction<User extends Author, Answer>(
  authorize: () => Promise<User>,
  act: (user: User, form: FormData) => Promise<Answer>,
) {
  return endingAction(authorize, async (user, form) => {
    if ((await problemOfChange(user)) === "too_many_changes") redirect("/too-many-changes");
    return act(user, form);
  });
}

/**
 * As `buttonAction`, for what ends something or takes it back. This is not counted: a thief of a session could otherwise
 * use up its user's changes to keep it. Each time needs something to end, and only counted changes make new ones.
 */
export function endingAction<User extends Author, Answer>(
  authorize: () => Promise<User>,
  act: (user: User, form: FormData) => Promise<Answer>,
) {
  return async (...args: unknown[]): Promise<Answer> => {
    const user = await authorize();
    const form = args.at(-1);
    if (!isSmallForm(form)) notFound();
    if (!isOfPageFor(user, form)) redirect(OTHER_USER);
    return act(user, form);
  };
}

/**
 * Whether a form is of a page that was made for this user. Someone else may have signed in in the same browser since, and
 * nobody may act as somebody else without knowing. An action for anyone takes the forms of all pages.
 */
function isOfPageFor(user: Author, form: FormData): boolean {
  return user === null || isMarkOfUser(form.get(USER_MARK_FIELD), user.id);
}

/** Why a user may change nothing now, as a key below `validation` in messages/, or null. */
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

/** Lets everyone in, for the few actions that need no user. */
export async function anyone(): Promise<null> {
  return null;
}
