import { refusal } from "@/lib/http/proxy/refusal";

/**
 * The header that marks a request as refused, in lower case. The same header from a client is removed
 * (mark-refused.ts).
 */
export const REFUSED = "x-refused";

/** The reasons for refusing a request before Next reads it, and the response's status. */
const STATUS = { too_many_parameters: 400, foreign_target: 400, unknown_method: 501 } as const;

export type Mark = keyof typeof STATUS;

/** Refuses a request that mark-refused.ts marked. */
export function refuseMarked({ headers }: Request): Response | null {
  const mark = headers.get(REFUSED);
  return isMark(mark) ? refusal(headers, STATUS[mark], mark) : null;
}

function isMark(mark: string | null): mark is Mark {
  return mark !== null && Object.hasOwn(STATUS, mark);
}
