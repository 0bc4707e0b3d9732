import { currentBrowser } from "@/lib/auth/browser";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { type AuthorizationOutcome, completeAuthorization } from "@/lib/authorization/complete";
import { hasOpenedSession } from "@/lib/connect-sessions/cookie";
import { connectBrowsers, connectSessionOfState, findConnectBrowser } from "@/lib/connect-sessions/find-browser";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { type FailureReason, failureReason } from "@/lib/errors/failure-reasons";
import { getOnly } from "@/lib/http/get-only";
import { connectSessionPath, merchantConnectionPath, movePath, NO_CONNECT_SESSION } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { log } from "@/lib/log";
import { countCallback } from "@/lib/metrics/counts";
import { processSoon } from "@/lib/notifications/process";
import type { ConnectBrowser, User } from "@/lib/principal";
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
    // Most browsers have opened no connect session. For them its state is looked up only when nothing else fits.
    const page = (await hasOpenedSession()) ? await pageForSession(query) : null;
    if (page) return page;
    const user = await currentUser();
    return user ? await completeForUser(user, query) : ((await pageForSession(query)) ?? (await pageForNobody()));
  } catch (error) {
    log.warn({ err: error }, "a callback was refused");
    const reason = reasonOf(error);
    countCallback(reason);
    return pageFor({ connected: false, reason, request: null });
  }
}

function reasonOf(error: unknown): FailureReason {
  const known = failureReason.safeParse(error instanceof AppError ? error.code : null);
  return known.success ? known.data : "storage_unavailable";
}

async function completeForUser(user: User, query: URLSearchParams) {
  try {
    return pageFor(await complete(user, await currentBrowser(), query));
  } catch (error) {
    const page = isAppError(error, "wrong_user") ? await pageForSession(query) : null;
    if (page) return page;
    throw error;
  }
}

async function complete(principal: User | ConnectBrowser, browserHash: string | null, query: URLSearchParams) {
  const outcome = await completeAuthorization(principal, browserHash, readAuthorizationResponse(query));
  countCallback(outcome.connected ? "connected" : outcome.reason);
  return outcome;
}

/** The page for a callback when nobody is signed in. A customer of the partner has no account to sign in with. */
async function pageForNobody() {
  log.warn("a callback was refused, because nobody is signed in");
  const isCustomer = (await connectBrowsers()).length > 0;
  return isCustomer ? NO_CONNECT_SESSION : pageFor({ connected: false, reason: "signed_out", request: null });
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

/**
 * The page for a callback of a connect session, or null for any other. Only the browser that pressed the session's button
 * may continue. Its page shows a callback that does not count.
 */
async function pageForSession(query: URLSearchParams) {
  const sessionId = await connectSessionOf(query);
  if (sessionId === null) return null;
  const browser = await findConnectBrowser(sessionId);
  try {
    if (!browser) throw new AppError("state_mismatch", "this browser has not opened the session");
    const outcome = await complete(browser, browser.browserHash, query);
    if (outcome.connected) processSoon();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn({ err: error, connectSessionId: sessionId }, "a callback of a connect session was refused");
    countCallback(reasonOf(error));
  }
  return browser ? connectSessionPath(sessionId) : NO_CONNECT_SESSION;
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
