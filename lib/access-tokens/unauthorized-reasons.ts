/**
 * Why there is reason to believe that ReceiptHero no longer accepts a token. Each has its text for readers under
 * `health.why.unauthorized` and for staff under `admin.connection.state.reason` in messages/.
 *
 * - `refused`: it refused the token, and accepts others.
 * - `revocation_unclear`: it said that the connection ended, perhaps an earlier one, and we could not find out.
 * - `granted_elsewhere`: another merchant was granted the same connection, and the token is refused since.
 * - `granted_elsewhere_unclear`: the same, and we could not find out whether the token still works.
 */
export const unauthorizedReasons = [
  "refused",
  "revocation_unclear",
  "granted_elsewhere",
  "granted_elsewhere_unclear",
] as const;

export type UnauthorizedReason = (typeof unauthorizedReasons)[number];

/** Whether a stored text is a reason that this version knows. */
export function isUnauthorizedReason(value: string | null): value is UnauthorizedReason {
  return unauthorizedReasons.some((reason) => reason === value);
}
