import type { Role } from "@/prisma/generated/enums";

/** Someone who is signed in. `merchant` is null until the business has a name. */
export type User = {
  id: string;
  sessionId: string;
  email: string;
  role: Role;
  merchant: { id: string; name: string } | null;
};

/** A user who acts for a merchant. */
export type MerchantUser = User & { merchant: NonNullable<User["merchant"]> };
