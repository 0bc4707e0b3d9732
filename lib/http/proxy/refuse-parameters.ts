import { refusal } from "@/lib/http/proxy/refusal";

/** The header that marks a request with too many parameters, in lower case. A client's own is removed (cut-parameters.ts). */
export const TOO_MANY_PARAMETERS = "x-too-many-parameters";

/** Refuses a request that came with too many parameters in its address, whatever its method. */
export function refuseParameters({ headers }: Request): Response | null {
  return headers.has(TOO_MANY_PARAMETERS) ? refusal(headers, 400, "too_many_parameters") : null;
}
