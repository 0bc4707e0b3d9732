import type { NextRequest } from "next/server";
import { isApiPath } from "@/lib/http/paths";
import { refusal } from "@/lib/http/proxy/refusal";
import { MAX_FORM_BYTES } from "@/lib/size-limits";

/**
 * Refuses a POST that none of our forms sends, before Next reads its body: parsing costs more than linear time in its
 * size. proxy.ts calls this for every path except the webhook, which has limits of its own, as the API has.
 * @returns the refusal, or null if the request may continue or is not a POST
 */
export function refusePost(request: NextRequest): Response | null {
  const { method, headers, nextUrl } = request;
  if (method !== "POST" || isApiPath(nextUrl.pathname)) return null;
  const length = headers.get("content-length");
  // Next forwards an action to the page that defines it, without a length. It still applies the limit of
  // next.config.mjs.
  if (length === null && !headers.has("x-action-forwarded")) return refusal(request, "length_required");
  if (Number(length) > MAX_FORM_BYTES) return refusal(request, "too_large");
  // Browsers send our forms as multipart. Next would also accept an action's arguments as JSON.
  const isForm = /^multipart\/form-data\s*;/i.test(headers.get("content-type") ?? "");
  if (headers.has("next-action") && !isForm) return refusal(request, "unsupported_media_type");
  return null;
}
