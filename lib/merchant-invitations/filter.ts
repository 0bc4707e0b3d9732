import "server-only";
import { z } from "zod";
import { parseEmailAddress } from "@/lib/email-address";
import { Prisma } from "@/prisma/generated/client";
import { MerchantInvitationState } from "@/prisma/generated/enums";

const MAX_SEARCH = 254;

/** The invitations that a list shows. A null field is no condition. */
export const invitationFilterSchema = z.object({
  state: z.enum(MerchantInvitationState).nullable(),
  /** A whole external ID or email. */
  q: z.string().nullable(),
});

export type InvitationFilter = z.infer<typeof invitationFilterSchema>;

/** Reads the filter from a URL. Invalid values are no condition. */
export function readInvitationFilter(query: Record<string, unknown>): InvitationFilter {
  const text = typeof query.q === "string" ? query.q.trim() : "";
  return {
    state: z.enum(MerchantInvitationState).safeParse(query.state).data ?? null,
    q: text !== "" && text.length <= MAX_SEARCH && !text.includes("\0") ? text : null,
  };
}

/** The filter as an SQL condition over `i`, a row of "MerchantInvitation". */
export function filterCondition({ state, q }: InvitationFilter): Prisma.Sql {
  const parts = [
    ...(state ? [Prisma.sql`i.state = ${state}::"MerchantInvitationState"`] : []),
    ...(q ? [Prisma.sql`(i."externalId" = ${q} OR i.email = ${parseEmailAddress(q) ?? q})`] : []),
  ];
  return parts.length > 0 ? Prisma.join(parts, " AND ") : Prisma.sql`TRUE`;
}
