import "server-only";
import { getTranslations } from "next-intl/server";
import { isAppError } from "@/lib/errors/app-error";
import { type Author, countChange } from "@/lib/forms/count-change";
import { refuseDownload } from "@/lib/http/refuse-download";
import { LIMIT_MINUTES } from "@/lib/lifetimes";

/** The time after which the counter of changes has certainly been reset, in seconds. */
const RETRY_AFTER_SECONDS = LIMIT_MINUTES * 60;

/**
 * Counts a request to a route handler that changes something or is audited, such as an export, toward the user's hourly
 * limit.
 * @returns the refusal when the user has exceeded the limit, otherwise null
 * @throws any database error
 */
export async function refuseTooManyChanges(author: Author, request: Request): Promise<Response | null> {
  try {
    await countChange(author);
    return null;
  } catch (error) {
    if (!isAppError(error, "too_many_changes")) throw error;
    const t = await getTranslations("tooManyChanges");
    const message = t("download", { minutes: LIMIT_MINUTES });
    return refuseDownload(request, {
      code: "too_many_changes",
      message,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}
