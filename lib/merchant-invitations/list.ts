import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import { filterCondition, type InvitationFilter } from "@/lib/merchant-invitations/filter";
import type { Staff } from "@/lib/principal";
import type { MerchantInvitationState } from "@/prisma/generated/enums";

/** An invitation as the list shows it. */
export type ListedInvitation = {
  id: string;
  state: MerchantInvitationState;
  externalId: string;
  email: string;
  /** The name of the merchant, or the invitation's own before its first email. */
  business: string;
  merchantId: string | null;
  createdAt: Date;
  sentAt: Date | null;
  lastMailAt: Date | null;
  openedAt: Date | null;
  mailCode: number | null;
  /** Whether an email waits to be sent or is being sent. */
  isMailing: boolean;
  isReminded: boolean;
  /** Until when the link works; null before the first email. */
  expiresAt: Date | null;
};

/**
 * A page of the invitations that match a filter, newest first.
 * @param after the last invitation of the previous page; null for the newest
 */
export async function listInvitations(_staff: Staff, filter: InvitationFilter, after: Cursor | null) {
  const rows = await db().$queryRaw<ListedInvitation[]>`
    SELECT i.id, i.state, i."externalId", i.email, coalesce(m.name, i."businessName") AS business, i."merchantId",
           i."createdAt", i."sentAt", i."lastMailAt", i."openedAt", i."mailCode", s."expiresAt",
           i."mailDueAt" IS NOT NULL OR i."mailStartedAt" IS NOT NULL AS "isMailing", i."remindedById" IS NOT NULL AS "isReminded"
      FROM (SELECT * FROM "MerchantInvitation" i
             WHERE ${filterCondition(filter)} AND ${afterCursor(NEWEST_FIRST, after, "i.")}
             ORDER BY ${orderBy(NEWEST_FIRST, "i.")} LIMIT ${PAGE_SIZE + 1}) i
      LEFT JOIN "Merchant" m ON m.id = i."merchantId" LEFT JOIN "ConnectSession" s ON s.id = i."connectSessionId"
     ORDER BY ${orderBy(NEWEST_FIRST, "i.")}`;
  return toPage(NEWEST_FIRST, rows);
}

/** How many invitations have each state, from the counters. */
export async function countInvitations(_staff: Staff): Promise<Record<MerchantInvitationState, number>> {
  const rows = await db().$queryRaw<{ state: MerchantInvitationState; n: number }[]>`
    SELECT key AS state, sum(delta)::int AS n FROM "Counter" WHERE scope = 'invitations' GROUP BY key`;
  const none = { waiting: 0, sent: 0, refused: 0, in_doubt: 0, opened: 0, connected: 0, expired: 0 };
  return Object.assign(none, Object.fromEntries(rows.map(({ state, n }) => [state, n])));
}
