import type { NextRequest } from "next/server";
import { type RefusalCode, refusal } from "@/lib/http/proxy/refusal";

/**
 * The header that marks a request as refused, in lower case. The same header from a client is removed
 * (mark-refused.ts).
 */
export const REFUSED = "x-refused";

/** The reasons for refusing a request before Next reads it. */
const MARKS = ["too_many_parameters", "foreign_target", "unknown_method"] as const satisfies RefusalCode[];

export type Mark = (typeof MARKS)[number];

/** Refuses a request that mark-refused.ts marked. */
export function refuseMarked(request: NextRequest): Response | null {
  const mark = MARKS.find((known) => known === request.headers.get(REFUSED));
  return mark ? refusal(request, mark) : null;
}
