import { defineCommand, UsageError } from "@/admin/command";
import { parseEmailAddress } from "@/lib/email-address";
import { makeAdmin } from "@/lib/users/make-admin";

export const makeAdminCommand = defineCommand({
  name: "make-admin",
  summary: "make a user an admin",
  usage: "EMAIL",
  help: `Makes the user with this email an admin, and enables them if they were disabled. If there is no such
user, one is created, who signs in with a mailed link like everyone. Use it when no admin can sign in.
ADMIN_EMAILS does the same at each sign-in, as long as it holds the email.`,
  options: {},
  words: ["EMAIL"],
  run: async ({ words: [given = ""], operator }) => {
    const email = parseEmailAddress(given);
    if (email === null) throw new UsageError("That is not an email address.");
    const { userId, isNew, was } = await makeAdmin(operator, email);
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
