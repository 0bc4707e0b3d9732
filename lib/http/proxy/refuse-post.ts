import type { NextRequest } from "next/server";
import { MAX_FORM_BYTES } from "@/lib/forms/limits";
import { refusal } from "@/lib/http/proxy/refusal";

/**
 * Refuses a POST that none of our forms sends, before Next reads its body: parsing costs more than linear time in its
 * size. proxy.ts calls this for every path except the webhook, which has limits of its own.
 * @returns the refusal, or null if the request may continue or is not a POST
 */
export function refusePost({ method, headers }: NextRequest): Response | null {
  if (method !== "POST") return null;
  const length = headers.get("content-length");
  // Next forwards an action to the page that defines it, without a length. It still applies the limit of
  // next.config.mjs.
  if (length === null && !headers.has("x-action-forwarded")) return refusal(headers, "length_required");
  if (Number(length) > MAX_FORM_BYTES) return refusal(headers, "too_large");
  // Browsers send our forms as multipart. Next would also accept an action's arguments as JSON.
  const isForm = /^multipart\/form-data\s*;/i.test(headers.get("content-type") ?? "");
  if (headers.has("next-action") && !isForm) return refusal(headers, "unsupported_media_type");
  return null;
}
