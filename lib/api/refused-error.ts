import type { ApiProblem, ProblemDetails } from "@/lib/http/api-problems";

/** Refuses an API request. The error handler turns it into a problem response. */
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
