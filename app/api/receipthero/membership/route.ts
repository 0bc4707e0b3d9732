import { currentBrowser } from "@/lib/auth/browser";
import { findReaderOfConnection } from "@/lib/auth/members/find-reader";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { getOnly } from "@/lib/http/get-only";
import { businessPath, merchantConnectionPath } from "@/lib/http/paths";
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

async function pageAfter(
  request: Request,
): Promise<
  | `/connections/${string}`
  | `/connections?${string}`
  | `/businesses/${string}/connections?${string}`
  | `/outcome/${string}`
> {
  try {
    const user = await currentUser();
    const claim = readMembershipReturn(new URL(request.url).searchParams);
    if (!user || !claim) return "/connections?visit=unmatched";

    const counted = await completeMembershipVisit(user, await currentBrowser(), claim);
    return counted
      ? `${merchantConnectionPath(claim.receiptheroId)}?visit=${claim.status}`
      : await unmatchedPage(user, claim.receiptheroId);
  } catch (error) {
    log.error({ err: error }, "a return from the membership view could not be handled");
    return "/outcome/storage_unavailable";
  }
}

/** The list of the business to which the connection belongs, if the user does so too, with a notice. */
async function unmatchedPage(user: User, receiptheroId: string) {
  const reader = await findReaderOfConnection(user, receiptheroId);
  if (!reader) return "/connections?visit=unmatched" as const;
  return `${businessPath(reader.merchant.id)}/connections?visit=unmatched` as const;
}
