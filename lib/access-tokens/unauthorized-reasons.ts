/**
 * Why we believe that ReceiptHero no longer accepts a token. Each reason has a text for merchants under
 * `health.why.unauthorized` and one for staff under `admin.connection.state.reason` in messages/.
 *
 * - `refused`: ReceiptHero refused this token but accepts others.
 * - `revocation_unclear`: ReceiptHero reported a revocation, perhaps of an earlier grant, and we could not find out
 *   which.
 * - `granted_elsewhere`: another merchant was granted the same connection, and ReceiptHero has refused the token since.
 * - `granted_elsewhere_unclear`: the same, but we could not find out whether the token still works.
 */
const unauthorizedReasons = [
  "refused",
  "revocation_unclear",
  "granted_elsewhere",
  "granted_elsewhere_unclear",
] as const;

export type UnauthorizedReason = (typeof unauthorizedReasons)[number];

/** Whether a stored value is a reason that this version knows. */
export function isUnauthorizedReason(value: string | null): value is UnauthorizedReason {
  return unauthorizedReasons.some((reason) => reason === value);
}
