/** The scopes that a merchant may grant, receipthero-api.md section 1.1. */
export const scopes = ["receipt:read", "receipt:write"] as const;

export type Scope = (typeof scopes)[number];

/**
 * Reads the field `scope` of a token response (RFC 6749 sections 3.3 and 5.1).
 * @param scope untrusted
 * @returns the known scopes in it, or null when it has none: an unexpected value does not state what was granted
 */
export function readGrantedScopes(scope: unknown): Scope[] | null {
  if (typeof scope !== "string") return null;
  const named = scope.split(" ");
  const granted = scopes.filter((known) => named.includes(known));
  return granted.length > 0 ? granted : null;
}

/** Whether a stored or submitted value is a scope that we know. */
export function isScope(value: string): value is Scope {
  return scopes.some((scope) => scope === value);
}
