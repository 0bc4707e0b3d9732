import { currentBrowser } from "@/lib/auth/browser";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { type AuthorizationOutcome, completeAuthorization } from "@/lib/authorization/complete";
import { connectSessionOfState, findConnectBrowser } from "@/lib/connect-sessions/find-browser";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { failureReason } from "@/lib/errors/failure-reasons";
import { getOnly } from "@/lib/http/get-only";
import { connectSessionPath, merchantConnectionPath, movePath } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { log } from "@/lib/log";
import { processSoon } from "@/lib/notifications/process";
import { readAuthorizationResponse } from "@/lib/receipthero/authorization-response";

/**
 * The URL to which ReceiptHero sends the browser after the consent page (receipthero-api.md section 1.2). It always
 * redirects to a page that shows the result, so that the URL no longer contains the code and the state.
 */
export function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  return withRequestLog(request, async () => seeOther(await answer(query)));
}

/** A link checker would use up the code. */
export const HEAD = getOnly;

/** The page for the result of a callback. */
async function answer(query: URLSearchParams) {
  try {
    const sessionId = await connectSessionOf(query);
    return sessionId ? await completeForSession(sessionId, query) : pageFor(await completeForUser(query));
  } catch (error) {
    log.warn({ err: error }, "a callback was refused");
    const known = failureReason.safeParse(error instanceof AppError ? error.code : "storage_unavailable");
    return pageFor({ connected: false, reason: known.success ? known.data : "storage_unavailable", request: null });
  }
}

async function completeForUser(query: URLSearchParams): Promise<AuthorizationOutcome> {
  const user = await currentUser();
  if (!user) throw new AppError("signed_out");
  return completeAuthorization(user, await currentBrowser(), readAuthorizationResponse(query));
}

/** The connect session that a callback belongs to, or null when a user asked. A malformed callback belongs to none. */
async function connectSessionOf(query: URLSearchParams): Promise<string | null> {
  try {
    return await connectSessionOfState(readAuthorizationResponse(query).state);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Only the browser that pressed the session's button may continue. Its page shows a callback that comes too late. */
async function completeForSession(sessionId: string, query: URLSearchParams) {
  const browser = await findConnectBrowser(sessionId);
  if (!browser) throw new AppError("state_mismatch");
  const response = readAuthorizationResponse(query);
  try {
    const outcome = await completeAuthorization(browser, browser.browserHash, response);
    if (outcome.connected) processSoon();
  } catch (error) {
    if (!isAppError(error, "state_used") && !isAppError(error, "state_expired")) throw error;
    log.warn({ err: error }, "a callback of a connect session came too late");
  }
  return connectSessionPath(sessionId);
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
