import { keepMailedLink } from "@/lib/auth/links/mailed-link";
import { withRequestLog } from "@/lib/auth/request-log";
import { seeOther } from "@/lib/http/redirect";

/** Opens the link by which a merchant connects again. It is used up by the connection that comes of it, and not before. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    await keepMailedLink("reconnect", new URL(request.url).searchParams);
    return seeOther("/reconnect");
  });
}
