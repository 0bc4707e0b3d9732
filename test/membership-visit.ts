import type { Visitors } from "@/lib/connections/membership-visit/complete";
import { startMembershipVisit } from "@/lib/connections/membership-visit/start";
import type { Owner, User } from "@/lib/principal";
import { readMembershipReturn } from "@/lib/receipthero/membership";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, redirectQuery } from "@/sandbox/testing";
import { BROWSER } from "@/test/connect";

/**
 * Opens the sandbox's real membership view and presses a button there.
 * @returns the query of the return, which the application has not seen yet
 */
export async function visitMembership(
  sandbox: Sandbox,
  user: Owner,
  id: string,
  decision: "cancel" | "save" | "remove",
) {
  const url = await startMembershipVisit(user, BROWSER, id);
  const claim = readMembershipReturn(redirectQuery(await answerPage(sandbox, url ?? "", { decision })));
  if (!claim) throw new Error("the sandbox's membership view did not send the browser back");
  return claim;
}

/** A user who returns from the membership view in a browser that has opened no connect session. */
export function visitor(user: User, browser: string | null = BROWSER): Visitors {
  return { user, browser, sessions: [] };
}
