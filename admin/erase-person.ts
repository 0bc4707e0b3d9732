import { CommandError, defineCommand, UsageError } from "@/admin/command";
import { eraseByEmail, previewErasure } from "@/lib/account/delete/erase-by-email";
import { parseEmailAddress } from "@/lib/email-address";
import { AppError } from "@/lib/errors/app-error";
import type { Effect } from "@/lib/merchants/members/affected-businesses";
import type { Operator } from "@/lib/principal";

const EFFECTS: Record<Effect, string> = {
  deleted: "is deleted with them: names and labels are erased, and its connections are disconnected",
  without_members: "stays, without members",
  needs_owner: "would have no owner: make another member an owner first",
  stays: "stays",
};

/** Why an account cannot be erased, by the code of the error. */
const REFUSALS: Partial<Record<AppError["code"], string>> = {
  last_owner: "A business with other members would have no owner. Make another member an owner first.",
  admin_account: "This user is an admin. Have another admin change the role first.",
  address_just_changed:
    "The email was changed within 72 hours, and the former address can still undo that. Try again later.",
  effects_changed: "The user joined or left a business at this moment. Try again.",
};

export const erasePersonCommand = defineCommand({
  name: "erase-person",
  summary: "erase a user and everything with their email",
  usage: "EMAIL [--yes]",
  help: `Erases the user with this email as deleting the account does, and the email in invitations, links, codes,
notes of staff and saved views, whether there is such a user or not. Without --yes it only says what would happen, and what keeps the user from being
erased. What stays: the audit log, which names nobody; connections, receipts and metadata of a business with other
members. docs/data.md has all of it.

  --yes   erase it. Nothing brings it back`,
  options: { yes: { type: "boolean" } },
  words: ["EMAIL"],
  run: async ({ words: [given = ""], values: { yes = false }, operator }) => {
    const email = parseEmailAddress(given);
    if (email === null) throw new UsageError("That is not an email address.");
    const { userId, rows, businesses, refusal } = await previewErasure(operator, email);
    if (userId === null && rows === 0) throw new CommandError("Nothing here has this email, so nothing was erased.");
    if (yes && refusal === null) await erase(operator, email);
    const isErased = yes && refusal === null;
    const found =
      userId === null
        ? "No user has this email. Invitations, links, codes and saved views with it go, and notes lose it."
        : `The user is ${userId}.`;
    const result =
      refusal === null
        ? yes
          ? "Erased."
          : "Nothing was erased: add --yes."
        : `Nothing was erased. ${REFUSALS[refusal]}`;
    const lines = [result, found, ...businesses.map(({ business, effect }) => `  ${business} ${EFFECTS[effect]}`)];
    return { isFine: refusal === null, data: { isErased, userId, rows, businesses, refusal }, lines };
  },
});

/** @throws CommandError when a change at this moment keeps the email from being erased */
async function erase(operator: Operator, email: string): Promise<void> {
  try {
    await eraseByEmail(operator, email);
  } catch (error) {
    const refusal = error instanceof AppError ? REFUSALS[error.code] : undefined;
    throw refusal === undefined ? error : new CommandError(`Nothing was erased. ${refusal}`);
  }
}
