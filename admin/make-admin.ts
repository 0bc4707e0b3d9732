import { CommandError, defineCommand, UsageError } from "@/admin/command";
import { parseEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
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
    const { AUTH_STAFF, ADMIN_EMAILS, oidc } = env();
    const lines = [
      isNew
        ? `Created ${email} as an admin.${AUTH_STAFF === "oidc" ? "" : " They sign in with a mailed link."}`
        : was?.role === "ADMIN"
          ? `${email} was an admin already.`
          : `${email} is an admin now, from their next request on.`,
      ...(AUTH_STAFF === "oidc" && !ADMIN_EMAILS.includes(email)
        ? ["AUTH_STAFF=oidc: staff sign in with the identity provider alone. By email only those in ADMIN_EMAILS can."]
        : []),
      ...(oidc?.roles ? ["The groups at the identity provider decide again at the next sign-in there."] : []),
      ...(was?.isDisabled ? ["They were disabled, and are enabled again."] : []),
    ];
    return { isFine: true, data: { userId, isNew, was }, lines };
  },
});
