import { keepMailedLink } from "@/lib/auth/links/mailed-link";
import { withRequestLog } from "@/lib/auth/request-log";
import { seeOther } from "@/lib/http/redirect";

/** Opens the link that undoes an email change. Only the button on the next page undoes it. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    await keepMailedLink("undo-email", new URL(request.url).searchParams);
    return seeOther("/undo-email");
  });
}
