import type { NextRequest } from "next/server";
import { isApiPath } from "@/lib/http/paths";
import { refusal } from "@/lib/http/proxy/refusal";
import { MAX_API_BYTES } from "@/lib/size-limits";

/**
 * Refuses a body for the API that is too large, or whose size is unknown: Next would cut it off (next.config.mjs).
 * @returns the refusal, or null if the request may continue or is not for the API
 */
export function refuseApiBody(request: NextRequest): Response | null {
  const { headers, nextUrl } = request;
  if (!isApiPath(nextUrl.pathname)) return null;
  const length = headers.get("content-length");
  if (length === null) return headers.has("transfer-encoding") ? refusal(request, "length_required") : null;
  return Number(length) > MAX_API_BYTES ? refusal(request, "too_large") : null;
}
