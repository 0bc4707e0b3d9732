import "server-only";
import { randomUUID } from "node:crypto";
import type { Transaction } from "@/lib/db/client";
import type { NewInvitation } from "@/lib/merchant-invitations/form";

/** An invitation as a JSON value, with its custom fields as an object. */
export type StoredInvitation = Omit<NewInvitation, "pairs" | "label" | "language"> & {
  label: string | null;
  language: string | null;
  metadata: string;
};

/** The JSON value of an invitation. Its metadata is a text, because Prisma drops a key named `__proto__`. */
export function toStored({ pairs, label, language, ...invitation }: NewInvitation): StoredInvitation {
  const metadata = JSON.stringify(Object.fromEntries(pairs.map(({ key, value }) => [key, value])));
  return { ...invitation, label: label ?? null, language: language ?? null, metadata };
}

/**
 * Stores invitations, whose emails are due at once. An invitation with the external ID and the email of an open one is
 * left out.
 * @param invitedById the admin who invites
 * @returns for each invitation whether it was stored
 */
export async function storeInvitations(
  tx: Transaction,
  invitedById: string,
  invitations: StoredInvitation[],
): Promise<boolean[]> {
  const rows = invitations.map((invitation) => ({ ...invitation, id: randomUUID() }));
  const stored = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "MerchantInvitation" (id, "externalId", "businessName", email, label, language, metadata, "invitedById")
    SELECT id, "externalId", "businessName", email, label, language, metadata::jsonb, ${invitedById}::uuid
      FROM json_to_recordset(${JSON.stringify(rows)}::json)
           AS new (id uuid, "externalId" text, "businessName" text, email text, label text, language text, metadata text)
    ON CONFLICT DO NOTHING RETURNING id`;
  const ids = new Set(stored.map(({ id }) => id));
  return rows.map(({ id }) => ids.has(id));
}
