import { refusal } from "@/lib/http/proxy/refusal";

/** The header that marks a request to refuse, in lower case. A client's own is removed (mark-refused.ts). */
export const REFUSED = "x-refused";

/** Why a request is refused before Next reads it, and the status of the answer. */
const STATUS = { too_many_parameters: 400, foreign_target: 400, unknown_method: 501 } as const;

export type Mark = keyof typeof STATUS;

/** Refuses a request that was marked when it came in. */
export function refuseMarked({ headers }: Request): Response | null {
  const mark = headers.get(REFUSED);
  return isMark(mark) ? refusal(headers, STATUS[mark], mark) : null;
}

function isMark(mark: string | null): mark is Mark {
  return mark !== null && Object.hasOwn(STATUS, mark);
}
