import type { ApiCode, ErrorCode } from "@/lib/errors/error-codes";
import type { ApiProblem } from "@/lib/http/api-problems";
import type { RefusalCode } from "@/lib/http/proxy/refusal";
import type { Note } from "./note";

/** Why the API refused a call of the partner's own systems. */
export const apiNotes: Record<Exclude<ApiProblem, RefusalCode | Exclude<ErrorCode, ApiCode>>, Note> = {
  malformed_request: {
    meaning: "A parameter or a field is missing, unknown or invalid. `errors` names it.",
    support: "Compare the call with the API's document at `/docs/api`.",
  },
  unauthorized: {
    meaning: "The key is missing, mistyped, unknown, ended or expired. The response does not say which.",
    support: "Check at `/admin/api-keys` whether the key has ended or expired. Otherwise create another one.",
  },
  permission_missing: {
    meaning: "The key was created without the permission that `permission` names.",
    support: "Create another key with it, deploy it, and end the former one. The permissions of a key never change.",
  },
  token_access_off: {
    meaning: "The setting `API_TOKEN_ACCESS` is off.",
    support: "Ask the operator whether the partner's own code needs tokens. The API reads receipts without them.",
  },
  return_origin_not_allowed: {
    meaning: "A connect session may only send browsers to origins that the setting `CONNECT_RETURN_ORIGINS` has.",
    support: "Ask the operator to add the origin: scheme, host and port.",
  },
  not_active: {
    meaning: "The connection is disconnecting or disconnected.",
    support: "Ask the merchant to connect again.",
  },
  scope_missing: {
    meaning: "The account holder did not allow sending receipts when the merchant connected.",
    support: "Ask the merchant to reconnect and to choose that permission. `RECEIPTHERO_SCOPES` must offer it.",
  },
  not_disconnected: {
    meaning: "The connection is active, or ReceiptHero has not confirmed its disconnect yet.",
    support: "Disconnect it first, or wait until its state is `disconnected`.",
  },
  external_id_taken: {
    meaning: "Each external ID belongs to one merchant.",
    support: "Find the other merchant with `GET /merchants?external_id=`. Remove the ID there first.",
  },
  idempotency_key_reused: {
    meaning: "In the last 24 hours, the same API key sent another request with this `Idempotency-Key`.",
    support: "Make a new, random key for each new request. Only a repetition has the same one.",
  },
  idempotency_in_progress: {
    meaning: "The server is still working on the first request, or died while it was.",
    support: "Repeat the call after `Retry-After`. A minute after the first request, a repetition runs again.",
  },
  method_not_allowed: {
    meaning: "The path exists but does not support the method. The header `Allow` names those that it supports.",
    support: "Compare the call with the API's document at `/docs/api`.",
  },
  rate_limited: {
    meaning: "The key made more requests in this second than `API_RATE_LIMIT` allows.",
    support: "The caller must wait as long as `Retry-After` says. If it needs more, raise the setting.",
  },
  host_not_resolved: {
    meaning:
      "The name servers of the URL's host did not answer, so nobody knows whether the host exists. Nothing changed.",
    support: "Repeat the call in a minute. If it fails again, ask who runs the host's name servers.",
  },
  internal_error: {
    meaning: "A bug in this application.",
    support: "Search the log for the response's `X-Request-Id`, and report the error.",
  },
};
