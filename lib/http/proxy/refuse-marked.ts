import type { NextRequest } from "next/server";
import { MARKS, REFUSED } from "@/lib/http/proxy/marks";
import { refusal } from "@/lib/http/proxy/refusal";

/** Refuses a request that mark-refused.ts marked. */
export function refuseMarked(request: NextRequest): Response | null {
  const mark = MARKS.find((known) => known === request.headers.get(REFUSED));
  return mark ? refusal(request, mark) : null;
}
