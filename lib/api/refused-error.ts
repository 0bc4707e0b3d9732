import type { ApiProblem, ProblemDetails } from "@/lib/http/api-problems";

/** A refusal of the API, which its error handler answers as a problem. */
export class RefusedError extends Error {
  override name = "RefusedError";
  readonly code: ApiProblem;
  readonly more: ProblemDetails;

  constructor(code: ApiProblem, more: ProblemDetails = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}
