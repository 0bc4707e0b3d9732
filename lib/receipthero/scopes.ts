/** What a merchant may grant, receipthero-api.md section 1.1. */
export const scopes = ["receipt:read", "receipt:write"] as const;

export type Scope = (typeof scopes)[number];

/**
 * Reads the member `scope` of a token answer (RFC 6749 sections 3.3 and 5.1).
 * @param scope anything at all
 * @returns the scopes of ours that it names, or null when it names none: an odd value does not say what was granted
 */
export function readGrantedScopes(scope: unknown): Scope[] | null {
  if (typeof scope !== "string") return null;
  const named = scope.split(" ");
  const granted = scopes.filter((known) => named.includes(known));
  return granted.length > 0 ? granted : null;
}

/** Whether a stored or posted text is a scope that we know. */
export function isScope(value: string): value is Scope {
  return scopes.some((scope) => scope === value);
}
