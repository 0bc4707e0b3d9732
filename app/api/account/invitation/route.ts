import { keepMailedLink } from "@/lib/auth/links/mailed-link";
import { withRequestLog } from "@/lib/auth/request-log";
import { seeOther } from "@/lib/http/redirect";

/** Opens the link of an invitation. Only the button on the next page uses the link up. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    await keepMailedLink("invitation", new URL(request.url).searchParams);
    return seeOther("/invitation");
  });
}
