import { env } from "@/lib/env";
import { MAX_API_BYTES } from "@/lib/size-limits";

/**
 * Why the API refuses a request: the status, and a sentence for the partner's engineer, who reads English. The codes are
 * stable. docs/errors.md explains each.
 */
export const apiProblems = {
  malformed_request: { status: 400, title: "The request does not have the form that the API describes." },
  too_many_parameters: { status: 400, title: "The URL has too many parameters." },
  foreign_target: { status: 400, title: "The request was for another server." },
  return_origin_not_allowed: {
    status: 400,
    title: "CONNECT_RETURN_ORIGINS does not have the origin of the return_url.",
  },
  authorization_url_too_long: {
    status: 400,
    title: "The metadata is too long: ReceiptHero could not be asked for so much.",
  },
  unauthorized: { status: 401, title: "The request has no valid API key." },
  permission_missing: { status: 403, title: "The API key does not have the permission that this call needs." },
  other_site: { status: 403, title: "The request came from another site." },
  token_access_off: { status: 403, title: "This server does not give out access tokens (API_TOKEN_ACCESS)." },
  not_found: { status: 404, title: "There is no such resource." },
  receipt_gone: { status: 404, title: "ReceiptHero does not have the receipt." },
  unreadable_address: { status: 404, title: "A part of the URL cannot be read." },
  method_not_allowed: { status: 405, title: "The resource does not support this method." },
  not_active: { status: 409, title: "The connection is not active, so it has no token." },
  scope_missing: { status: 409, title: "The connection does not have the scope receipt:write." },
  not_disconnected: { status: 409, title: "The connection is not disconnected, so there is no certificate." },
  external_id_taken: { status: 409, title: "Another merchant has this external ID." },
  idempotency_key_reused: { status: 409, title: "The Idempotency-Key was used for another request." },
  idempotency_in_progress: { status: 409, title: "The first request with this Idempotency-Key has no response yet." },
  receipt_unauthorized: { status: 409, title: "ReceiptHero no longer accepts the connection's token." },
  import_empty: { status: 400, title: "The body has no line, so there is nothing to import." },
  import_incomplete: { status: 408, title: "The body did not arrive completely. Nothing was imported." },
  length_required: { status: 411, title: "The request has a body and no Content-Length." },
  too_large: { status: 413, title: `The body has more than ${MAX_API_BYTES / 1024} KB.` },
  unsupported_media_type: { status: 415, title: "The Content-Type is not the one that the API describes." },
  other_host: { status: 421, title: "This server responds only at its own address." },
  rate_limited: { status: 429, title: "The API key has made too many requests in this second." },
  internal_error: { status: 500, title: "The server failed. Search its log for the X-Request-Id." },
  receipt_refused: { status: 502, title: "ReceiptHero refused the receipt." },
  receipt_unreadable: { status: 502, title: "ReceiptHero's response is not a receipt in this format." },
  host_not_resolved: { status: 503, title: "No name server knows for now whether the URL's host exists. Try again." },
  receipt_unavailable: { status: 503, title: "ReceiptHero does not respond. Try again later." },
  api_key_missing: {
    status: 503,
    title: "This server has no RECEIPTHERO_API_KEY, so it cannot read or send receipts.",
  },
  unknown_method: { status: 501, title: "This server does not support the method." },
  storage_unavailable: { status: 503, title: "The database does not respond." },
} as const satisfies Record<string, { status: number; title: string }>;

export type ApiProblem = keyof typeof apiProblems;

/** The content type of a problem (RFC 9457). */
export const PROBLEM_TYPE = "application/problem+json";

/** The additions of some problems: the missing permission, or the invalid fields and parameters. */
export type ProblemDetails = { permission?: string; errors?: { at: string; message: string }[] };

/** The body of a problem (RFC 9457). Two problems of one kind have the same bytes. */
export function problemBody(code: ApiProblem, details: ProblemDetails = {}) {
  const { status, title } = apiProblems[code];
  return { type: `${env().APP_URL}/docs/api#problem-${code}`, title, status, code, ...details };
}
