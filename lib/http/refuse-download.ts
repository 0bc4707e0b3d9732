import "server-only";
import { refusalPage, wantsPage } from "@/lib/http/proxy/refusal";
import { requestLocale } from "@/lib/i18n/request-locale";

/** Why a download is refused, and the response's status. The codes are stable. */
export const downloadRefusalStatus = {
  malformed: 400,
  invalid_filter: 400,
  cross_site: 403,
  download_running: 429,
  too_many_changes: 429,
  storage_unavailable: 503,
} as const;

export type DownloadRefusal = keyof typeof downloadRefusalStatus;

/** A refusal. `message` is a text from messages/. `more` is only for programs. */
type Reason = { code: DownloadRefusal; message: string; more?: object; retryAfterSeconds?: number };

/**
 * The response of a route handler that refuses a file. A browser shows it instead of the page that linked to it. So a
 * browser gets a short page, and a program gets JSON.
 */
export async function refuseDownload({ headers }: Request, reason: Reason): Promise<Response> {
  const { code, message, more, retryAfterSeconds } = reason;
  const status = downloadRefusalStatus[code];
  const kept = {
    "Cache-Control": "no-store",
    ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
  };
  if (!wantsPage(headers)) return Response.json({ error: { code, message, ...more } }, { status, headers: kept });
  return new Response(refusalPage(await requestLocale(), message, code, "/"), {
    status,
    headers: { "Content-Type": "text/html; charset=utf-8", ...kept },
  });
}
