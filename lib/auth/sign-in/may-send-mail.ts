import "server-only";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors/app-error";
import { countAgainstLimit } from "@/lib/rate-limit";

/**
 * Counts a sign-in email toward the total limit, and decides whether it may be sent. Part of the limit is reserved for
 * existing users, so strangers cannot lock them out.
 * @throws any database error
 */
export async function maySendSignInMail(email: string): Promise<boolean> {
  if (await isCounted("sign-in-mails-in-all")) return true;
  const users = await db().user.count({ where: { email, disabledAt: null } });
  return users > 0 && isCounted("users-sign-in-mails-in-all");
}

async function isCounted(limit: "sign-in-mails-in-all" | "users-sign-in-mails-in-all"): Promise<boolean> {
  try {
    await countAgainstLimit(limit, "");
    return true;
  } catch (error) {
    if (isAppError(error, "mail_paused")) return false;
    throw error;
  }
}
