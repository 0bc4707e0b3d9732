import { currentBrowser } from "@/lib/auth/browser";
import { findReaderOfConnection } from "@/lib/auth/members/find-reader";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { connectBrowsers } from "@/lib/connect-sessions/find-browser";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { getOnly } from "@/lib/http/get-only";
import { businessPath, connectSessionPath, merchantConnectionPath } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { log } from "@/lib/log";
import type { User } from "@/lib/principal";
import { readMembershipReturn } from "@/lib/receipthero/membership";

/**
 * The URL to which ReceiptHero sends the browser after the membership view (receipthero-api.md section 1.5). Without a
 * matching open visit it changes nothing, and redirects to the list with a notice.
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
    if (!claim) return UNMATCHED;

    const sessions = await connectBrowsers();
    const visit = await completeMembershipVisit({ user, browser: await currentBrowser(), sessions }, claim);
    if (visit?.connectSessionId) return connectSessionPath(visit.connectSessionId);
    if (visit) return `${merchantConnectionPath(claim.receiptheroId)}?visit=${claim.status}` as const;
    return user ? await unmatchedPage(user, claim.receiptheroId) : UNMATCHED;
  } catch (error) {
    log.error({ err: error }, "a return from the membership view could not be handled");
    return "/outcome/storage_unavailable" as const;
  }
}

/** The list of the business to which the connection belongs, if the user does so too, with a notice. */
async function unmatchedPage(user: User, receiptheroId: string) {
  const reader = await findReaderOfConnection(user, receiptheroId);
  return reader ? (`${businessPath(reader.merchant.id)}/connections?visit=unmatched` as const) : UNMATCHED;
}
