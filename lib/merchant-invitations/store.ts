import "server-only";
import type { Transaction } from "@/lib/db/client";
import type { NewInvitation } from "@/lib/merchant-invitations/form";
import type { Admin } from "@/lib/principal";

/** An invitation as a JSON value, with its custom fields as an object. */
export type StoredInvitation = Omit<NewInvitation, "pairs" | "label"> & { label: string | null; metadata: string };

/** The JSON value of an invitation. Its metadata is a text, because Prisma drops a key named `__proto__`. */
export function toStored({ pairs, label, ...invitation }: NewInvitation): StoredInvitation {
  const metadata = JSON.stringify(Object.fromEntries(pairs.map(({ key, value }) => [key, value])));
  return { ...invitation, label: label ?? null, metadata };
}

/**
 * Stores invitations, whose emails are due at once. An invitation with the external ID and the email of an open one is
 * left out.
 * @returns how many were stored
 */
export function storeInvitations(tx: Transaction, admin: Admin, invitations: StoredInvitation[]): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO "MerchantInvitation" ("externalId", "businessName", email, label, metadata, "invitedById")
    SELECT "externalId", "businessName", email, label, metadata::jsonb, ${admin.id}::uuid
      FROM json_to_recordset(${JSON.stringify(invitations)}::json)
           AS new ("externalId" text, "businessName" text, email text, label text, metadata text)
    ON CONFLICT DO NOTHING`;
}
