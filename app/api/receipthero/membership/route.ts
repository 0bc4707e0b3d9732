import { currentBrowser } from "@/lib/auth/browser";
import { findReaderOfConnection } from "@/lib/auth/members/find-reader";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { connectBrowsers, connectSessionOfVisit } from "@/lib/connect-sessions/find-browser";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { getOnly } from "@/lib/http/get-only";
import { businessPath, connectSessionPath, merchantConnectionPath, NO_CONNECT_SESSION } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { log } from "@/lib/log";
import type { ConnectBrowser, User } from "@/lib/principal";
import { type MembershipReturn, readMembershipReturn } from "@/lib/receipthero/membership";

/**
 * The URL to which ReceiptHero sends the browser after the membership view (receipthero-api.md section 1.5). Without a
 * matching open visit it changes nothing.
 */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => seeOther(await pageAfter(request)));
}

/** A link checker would use up the visit. */
export const HEAD = getOnly;

const UNMATCHED = "/connections?visit=unmatched";

async function pageAfter(request: Request) {
  try {
    const user = await currentUser();
    const claim = readMembershipReturn(new URL(request.url).searchParams);
    const sessions = await connectBrowsers();
    const visit = claim && (await completeMembershipVisit({ user, browser: await currentBrowser(), sessions }, claim));
    if (!visit) return await unmatchedPage(user, sessions, claim);
    if (visit.connectSessionId) return connectSessionPath(visit.connectSessionId);
    return `${merchantConnectionPath(claim.receiptheroId)}?visit=${claim.status}` as const;
  } catch (error) {
    log.error({ err: error }, "a return from the membership view could not be handled");
    return "/outcome/storage_unavailable" as const;
  }
}

/**
 * The page for a return without an open visit: the list of the business to which the connection belongs, if the user does
 * so too; or the connect session for which this browser went there. A customer of the partner who is not signed in cannot
 * see a list.
 */
async function unmatchedPage(user: User | null, sessions: ConnectBrowser[], claim: MembershipReturn | null) {
  const reader = user && claim && (await findReaderOfConnection(user, claim.receiptheroId));
  if (reader) return `${businessPath(reader.merchant.id)}/connections?visit=unmatched` as const;
  const sessionId = claim && (await connectSessionOfVisit(sessions, claim.receiptheroId));
  if (sessionId) return connectSessionPath(sessionId);
  return user || sessions.length === 0 ? UNMATCHED : NO_CONNECT_SESSION;
}
