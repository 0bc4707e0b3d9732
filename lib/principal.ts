import type { Role } from "@/prisma/generated/enums";

// The type of a principal states what a user may do. A function takes the principal that it needs as its first
// argument, and the compiler refuses every other caller (docs/decisions/0036-principals.md).

declare const brand: unique symbol;

/** Brands a type at compile time, so that no object literal has it. */
type Branded<Name extends string> = { readonly [brand]: { readonly [As in Name]: true } };

/**
 * A signed-in user: the session module has found the session. `merchant` is null until the user has named the business.
 */
export type User = Branded<"User"> & {
  readonly id: string;
  readonly sessionId: string;
  readonly email: string;
  readonly role: Role;
  readonly merchant: { readonly id: string; readonly name: string } | null;
};

/** A user who belongs to a merchant. */
export type MerchantUser = User & Branded<"MerchantUser"> & { readonly merchant: NonNullable<User["merchant"]> };

/** A user who works for the partner and may read everything: support or an admin. */
export type Staff = User & Branded<"Staff">;

/** A staff user who may also change what staff can read. */
export type Admin = Staff & Branded<"Admin">;

/** The permissions that an API key may have. */
export const apiPermissions = [
  "connections:read",
  "connections:write",
  "receipts:read",
  "tokens:read",
  "merchants:read",
  "merchants:write",
] as const;
export type ApiPermission = (typeof apiPermissions)[number];

/**
 * A key with which one of the partner's own systems calls the API. The type argument names the permissions that were
 * checked: a function that needs one takes an `ApiKey<"connections:read">`.
 */
export type ApiKey<Permission extends ApiPermission = never> = Branded<"ApiKey" | Permission> & {
  readonly id: string;
  readonly permissions: readonly string[];
};

/** Whether a key has a permission. */
export function isPermitted<Permission extends ApiPermission>(
  key: ApiKey,
  permission: Permission,
): key is ApiKey<Permission> {
  return key.permissions.includes(permission);
}

/** Whether a user belongs to a merchant. */
export function isMerchantUser(user: User): user is MerchantUser {
  return user.merchant !== null;
}

/** Whether a user works for the partner. */
export function isStaff(user: User): user is Staff {
  return user.role === "ADMIN" || user.role === "SUPPORT";
}

/** Whether a user is an admin. */
export function isAdmin(user: User): user is Admin {
  return user.role === "ADMIN";
}
