import { startProviderProof } from "@/lib/auth/proof/provider-proof";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { checkedRoute } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { log } from "@/lib/log";

/** Sends a signed-in user to the identity provider for a proof. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    try {
      if (!(await currentUser())) return seeOther("/sign-in");
      const url = await startProviderProof();
      return url ? seeOther(checkedRoute(url.href)) : new Response(null, { status: 404 });
    } catch (error) {
      log.error({ err: error }, "a proof with the identity provider could not begin");
      return seeOther("/proven?result=failed");
    }
  });
}
