import { withRequestLog } from "@/lib/auth/request-log";
import { openConnectSession } from "@/lib/connect-sessions/open";
import { getOnly } from "@/lib/http/get-only";
import { connectSessionPath, NO_CONNECT_SESSION } from "@/lib/http/paths";
import { seeOther } from "@/lib/http/redirect";
import { unavailable } from "@/lib/http/unavailable";
import { log } from "@/lib/log";

/**
 * Opens the link of a connect session. This signs nobody in: the browser gets a cookie for the session alone, and the
 * token appears in no later URL.
 */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    const query = new URL(request.url).searchParams;
    try {
      const id = await openConnectSession(query.get("token") ?? "", query.get("window") === "popup" ? "popup" : "tab");
      return seeOther(id ? connectSessionPath(id) : NO_CONNECT_SESSION);
    } catch (error) {
      log.error({ err: error }, "a connect session could not be opened");
      return unavailable(request);
    }
  });
}

/** A link checker would note that the link was opened. */
export const HEAD = getOnly;
