import { keepMailedLink } from "@/lib/auth/links/mailed-link";
import { withRequestLog } from "@/lib/auth/request-log";
import { seeOther } from "@/lib/http/redirect";

/** Opens a reconnect link. Only storing a connection uses the link up. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    await keepMailedLink("reconnect", new URL(request.url).searchParams);
    return seeOther("/reconnect");
  });
}
