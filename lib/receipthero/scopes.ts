/** What a merchant may grant, receipthero-api.md section 1.1. */
export const scopes = ["receipt:read", "receipt:write"] as const;

export type Scope = (typeof scopes)[number];

/** Whether a stored or posted text is a scope that we know. */
export function isScope(value: string): value is Scope {
  return scopes.some((scope) => scope === value);
}
