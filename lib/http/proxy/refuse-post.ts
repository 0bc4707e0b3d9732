import type { NextRequest } from "next/server";
import { MAX_FORM_BYTES } from "@/lib/forms/limits";
import { refusal } from "@/lib/http/proxy/refusal";

/**
 * Refuses a POST that no form of ours sends, before Next reads its body: the cost of reading one grows faster than its
 * size. proxy.ts asks this for everything but the webhook, which has limits of its own.
 * @returns the answer, or null for a POST that may go on and for any other method
 */
export function refusePost({ method, headers }: NextRequest): Response | null {
  if (method !== "POST") return null;
  const length = headers.get("content-length");
  // Next sends an action on to the page that has it, without a length. It reads no more of it than next.config.mjs allows.
  if (length === null && !headers.has("x-action-forwarded")) return refusal(headers, 411, "length_required");
  if (Number(length) > MAX_FORM_BYTES) return refusal(headers, 413, "too_large");
  // Browsers send our forms as multipart. Next would also take the arguments of an action as JSON.
  const isForm = /^multipart\/form-data\s*;/i.test(headers.get("content-type") ?? "");
  if (headers.has("next-action") && !isForm) return refusal(headers, 415, "unsupported_media_type");
  return null;
}
