import type { FaultName } from "../faults/faults.ts";
import type { TokenFault } from "../oauth/tokens.ts";
import type { Scope } from "../state/schema.ts";

const TOKEN_FAULTS: readonly TokenFault[] = [
  "no-claim",
  "not-jwt",
  "other-claim",
  "null-claim",
  "iat-fraction",
  "iat-text",
  "iat-milliseconds",
  "iat-null",
];

/** The fault of the token itself, or null when the fault is elsewhere or there is none. */
export function tokenFaultOf(fault: FaultName | null): TokenFault | null {
  return TOKEN_FAULTS.find((candidate) => candidate === fault) ?? null;
}

/** Whether a fault makes the server grant less than was asked for. */
export function grantsLess(fault: FaultName | null): boolean {
  return fault === "fewer-scopes" || fault === "fewer-named";
}

/**
 * The answer to a token request that succeeded (section 1.3), with the odd members that a fault asks for.
 * @param scopes what was granted
 */
export function tokenResponse(accessToken: string, scopes: Scope[], fault: FaultName | null): Record<string, unknown> {
  const answer = { token_type: "Bearer", access_token: accessToken };
  if (fault === "null-members") return { ...answer, refresh_token: null, expires_in: null, scope: null };
  if (fault === "scope-named" || fault === "fewer-named") return { ...answer, scope: scopes.join(" ") };
  if (fault === "odd-members") {
    return {
      ...answer,
      token_type: "bEARER",
      refresh_token: 7,
      expires_in: "soon",
      scope: [],
      id_token: "",
      extra: {},
    };
  }
  return answer;
}
