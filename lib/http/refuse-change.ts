import "server-only";
import { getTranslations } from "next-intl/server";
import { isAppError } from "@/lib/errors";
import { type Author, countChange } from "@/lib/forms/count-change";
import { refuseDownload } from "@/lib/http/refuse-download";
import { LIMIT_MINUTES } from "@/lib/lifetimes";

/** When the counter of changes has certainly begun again, in seconds. */
const RETRY_AFTER_SECONDS = LIMIT_MINUTES * 60;

/**
 * Counts what a route handler is about to do for a user, such as an export, which is noted in the audit log.
 * @returns the refusal to answer with when the user has changed too much within the hour, else null
 * @throws what the database throws
 */
export async function refuseChange(author: Author, request: Request): Promise<Response | null> {
  try {
    await countChange(author);
    return null;
  } catch (error) {
    if (!isAppError(error, "too_many_changes")) throw error;
    const t = await getTranslations("tooManyChanges");
    const message = t("download", { minutes: LIMIT_MINUTES });
    return refuseDownload(request, {
      status: 429,
      code: error.code,
      message,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}
