import { keepMailedLink } from "@/lib/auth/links/mailed-link";
import { withRequestLog } from "@/lib/auth/request-log";
import { seeOther } from "@/lib/http/redirect";

/** Opens the link that was mailed to the former address of an account. It undoes nothing yet: that takes the button. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    await keepMailedLink("undo-email", new URL(request.url).searchParams);
    return seeOther("/undo-email");
  });
}
