import { currentBrowser } from "@/lib/auth/browser";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { type AuthorizationOutcome, completeAuthorization } from "@/lib/authorization/complete";
import { AppError } from "@/lib/errors/app-error";
import { failureReason } from "@/lib/errors/failure-reasons";
import { getOnly } from "@/lib/http/get-only";
import { merchantConnectionPath, movePath } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { log } from "@/lib/log";
import { processSoon } from "@/lib/notifications/process";
import { readAuthorizationResponse } from "@/lib/receipthero/authorization-response";

/**
 * The URL to which ReceiptHero sends the browser after the consent page (receipthero-api.md section 1.2). It always
 * redirects to a page that shows the result, so that the URL no longer contains the code and the state.
 */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => seeOther(pageFor(await answer(request))));
}

/** A link checker would use up the code. */
export const HEAD = getOnly;

async function answer(request: Request): Promise<AuthorizationOutcome> {
  try {
    const user = await currentUser();
    if (!user) throw new AppError("signed_out");
    const response = readAuthorizationResponse(new URL(request.url).searchParams);
    return await completeAuthorization(user, await currentBrowser(), response);
  } catch (error) {
    log.warn({ err: error }, "a callback was refused");
    const known = failureReason.safeParse(error instanceof AppError ? error.code : "storage_unavailable");
    return { connected: false, reason: known.success ? known.data : "storage_unavailable", request: null };
  }
}

function pageFor(
  outcome: AuthorizationOutcome,
): `/connections/${string}` | `/outcome/${string}` | ReturnType<typeof movePath> {
  if (outcome.connected) {
    // Notifications may have arrived before the connection was stored.
    processSoon();
    return `${merchantConnectionPath(outcome.receiptheroId)}?outcome=connected`;
  }
  const { reason, request } = outcome;
  if (reason === "move_offered" && request) return movePath(request.merchantId, request.id);
  const again = request ? `?request=${request.id}` : "";
  return `/outcome/${reason}${again}`;
}
