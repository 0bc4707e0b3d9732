import "server-only";
import { AppError } from "@/lib/errors/app-error";

/** The longest accepted state and code, in characters. */
const MAX_PARAMETER_LENGTH = 4_096;

/** The parameters of a callback: the state, and either a code or an error. */
export type AuthorizationResponse = { state: string } & ({ code: string } | { error: string });

/**
 * Reads the query of a callback, receipthero-api.md sections 1.2 and 3 and RFC 6749 section 4.1.2. Other parameters are
 * ignored, and a parameter without a value counts as absent (RFC 6749 section 3.1).
 * @returns the state as it was sent. An answer with neither code nor error, or with `status=cancelled`, is a denial.
 * @throws AppError `state_missing`, or `invalid_request` when a parameter is repeated, contradictory or malformed
 */
export function readAuthorizationResponse(query: URLSearchParams): AuthorizationResponse {
  const state = single(query, "state");
  if (state === null) throw new AppError("state_missing");
  const code = single(query, "code");
  const error = single(query, "error");
  if (code !== null && error !== null) {
    throw new AppError("invalid_request", "the callback has both a code and an error");
  }
  const sent = asSent(state);
  if (query.getAll("status").includes("cancelled")) return { state: sent, error: "access_denied" };
  return code === null ? { state: sent, error: error ?? "access_denied" } : { state: sent, code };
}

/** A parameter's value, or null when it is absent or empty. */
function single(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name).filter((value) => value !== "");
  const [value = null] = values;
  if (values.length > 1) throw new AppError("invalid_request", `the callback has more than one ${name}`);
  if (value !== null && (value.length > MAX_PARAMETER_LENGTH || !/^[!-~ ]+$/.test(value))) {
    throw new AppError("invalid_request", `the callback's ${name} is malformed`);
  }
  return value;
}

/**
 * Restores a state that servers changed on its way back (receipthero-api.md section 3): encoded twice, with a space for
 * "+", or without padding. The result is the same Base64 text, so the whole state is still compared.
 */
function asSent(state: string): string {
  const base64 = decodePercent(state).replaceAll(" ", "+").replace(/=+$/, "");
  return base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
