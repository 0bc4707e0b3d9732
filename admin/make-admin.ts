import { CommandError, defineCommand, UsageError } from "@/admin/command";
import { parseEmailAddress } from "@/lib/email-address";
import { AppError } from "@/lib/errors/app-error";
import { makeAdmin } from "@/lib/users/make-admin";

export const makeAdminCommand = defineCommand({
  name: "make-admin",
  summary: "make a user an admin",
  usage: "EMAIL [--create]",
  help: `Makes the user with this email an admin, and enables them if they were disabled: they sign in again. Use it
when no admin can sign in. ADMIN_EMAILS makes a user an admin at each sign-in, as long as it holds the email.

  --create   create the user if there is none. They sign in with a mailed link. Check the email: its owner may do all
             that an admin may`,
  options: { create: { type: "boolean" } },
  words: ["EMAIL"],
  run: async ({ words: [given = ""], values: { create = false }, operator }) => {
    const email = parseEmailAddress(given);
    if (email === null) throw new UsageError("That is not an email address.");
    const { userId, isNew, was } = await makeAdmin(operator, email, create).catch((error) => {
      if (!(error instanceof AppError)) throw error;
      throw new CommandError("No user has this email. Check it. If it is right, add --create.");
    });
    const lines = [
      isNew
        ? `Created ${email} as an admin. They sign in with a mailed link.`
        : was?.role === "ADMIN"
          ? `${email} was an admin already.`
          : `${email} is an admin now, from their next request on.`,
      ...(was?.isDisabled ? ["They were disabled, and are enabled again."] : []),
    ];
    return { isFine: true, data: { userId, isNew, was }, lines };
  },
});
