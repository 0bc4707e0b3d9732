import "server-only";
import { refusalPage, wantsPage } from "@/lib/http/proxy/refusal";

/** Why a download is refused. `message` is a text of messages/. `more` is for programs. */
type Reason = { status: number; code: string; message: string; more?: object; retryAfterSeconds?: number };

/**
 * The answer of a route handler that gives no file. The browser shows it in the place of the page that led to it, so a
 * person gets a short page, and a program JSON.
 */
export function refuseDownload({ headers }: Request, reason: Reason): Response {
  const { status, code, message, more, retryAfterSeconds } = reason;
  const kept = {
    "Cache-Control": "no-store",
    ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
  };
  if (!wantsPage(headers)) return Response.json({ error: { code, message, ...more } }, { status, headers: kept });
  return new Response(refusalPage(message, code, "/"), {
    status,
    headers: { "Content-Type": "text/html; charset=utf-8", ...kept },
  });
}
