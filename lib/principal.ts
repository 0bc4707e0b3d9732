import type { Role } from "@/prisma/generated/enums";

// The type of a principal says what somebody may do. A verb takes the principal that it needs as its first argument, and
// the compiler refuses every other caller (docs/decisions/0036-principals.md).

declare const brand: unique symbol;

/** Marks a type, for the compiler alone, so that no object literal is one. */
type Branded<Name extends string> = { readonly [brand]: { readonly [As in Name]: true } };

/** Someone who is signed in: the session module found their session. `merchant` is null until the business has a name. */
export type User = Branded<"User"> & {
  readonly id: string;
  readonly sessionId: string;
  readonly email: string;
  readonly role: Role;
  readonly merchant: { readonly id: string; readonly name: string } | null;
};

/** A user who acts for a merchant. */
export type MerchantUser = User & Branded<"MerchantUser"> & { readonly merchant: NonNullable<User["merchant"]> };

/** A user who works for the partner, and sees everything: support, or an admin. */
export type Staff = User & Branded<"Staff">;

/** A user of the staff who may also change what the staff sees. */
export type Admin = Staff & Branded<"Admin">;

/** Whether a user acts for a merchant. */
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
