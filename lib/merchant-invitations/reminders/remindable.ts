import "server-only";
import { allOf } from "@/lib/db/conditions";
import { REMINDER_HOURS } from "@/lib/lifetimes";
import { filterCondition, type InvitationFilter } from "@/lib/merchant-invitations/filter";
import { Prisma } from "@/prisma/generated/client";

/** Whether there is a newer invitation for the same external ID and email as `i`, a row of "MerchantInvitation". */
export const hasNewer = Prisma.sql`
  EXISTS (SELECT FROM "MerchantInvitation" n
           WHERE n."externalId" = i."externalId" AND n.email = i.email AND n."createdAt" > i."createdAt")`;

/**
 * Whether `i` may be reminded: it is open, no email waits, and the newest one is a day old. An expired invitation is
 * reminded only when the filter asks for expired ones.
 */
export function remindable(filter: InvitationFilter): Prisma.Sql {
  const isOpen = Prisma.sql`i.state IN ('sent', 'in_doubt', 'opened')
    AND i."lastMailAt" <= now() - make_interval(hours => ${REMINDER_HOURS}::int)`;
  const isExpired = Prisma.sql`i.state = 'expired' AND NOT ${hasNewer}
    AND coalesce(i."lastMailAt", i."createdAt") <= now() - make_interval(hours => ${REMINDER_HOURS}::int)`;
  return allOf([
    filter.state === "expired" ? isExpired : isOpen,
    filterCondition(filter),
    Prisma.sql`i."mailDueAt" IS NULL AND i."mailStartedAt" IS NULL`,
  ]);
}
