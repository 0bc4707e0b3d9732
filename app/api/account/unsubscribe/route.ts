import { unsubscribe } from "@/lib/account/subscriptions/unsubscribe";
import { keepMailedLink } from "@/lib/auth/links/mailed-link";
import { withRequestLog } from "@/lib/auth/request-log";
import { seeOther } from "@/lib/http/redirect";

/** Opens the link of an email. Only the button on the next page unsubscribes: email scanners open links, too. */
export function GET(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    await keepMailedLink("unsubscribe", new URL(request.url).searchParams);
    return seeOther("/unsubscribe");
  });
}

/** Unsubscribes at one click in the mail client (RFC 8058). The signed token in the URL is all that it needs. */
export function POST(request: Request): Promise<Response> {
  return withRequestLog(request, async () => {
    const isDone = await unsubscribe(new URL(request.url).searchParams.get("token") ?? "");
    return new Response(null, { status: isDone ? 200 : 404 });
  });
}
