import "server-only";
import { refusalPage, wantsPage } from "@/lib/http/proxy/refusal";

/** Why a download is refused. `message` is a text from messages/. `more` is only for programs. */
type Reason = { status: number; code: string; message: string; more?: object; retryAfterSeconds?: number };

/**
 * The response of a route handler that refuses a file. A browser shows it instead of the page that linked to it. So a
 * browser gets a short page, and a program gets JSON.
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
