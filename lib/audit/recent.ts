import "server-only";
import { z } from "zod";
import { type AuditAction, isAuditAction } from "@/lib/audit/actions";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import { type ActorType, MemberRole, Role } from "@/prisma/generated/enums";

/** How many events a page shows beside their subject. */
export const RECENT = 20;

type EventRow = {
  id: string;
  at: Date;
  action: string;
  actorType: ActorType;
  actorId: string | null;
  actor: string | null;
  /** The name of the API key that is the actor, if one is. */
  keyName: string | null;
  subjectId: string | null;
  subject: string | null;
  receiptheroId: string | null;
  before: unknown;
  after: unknown;
};

/** A role of staff, or of a member. */
type AnyRole = Role | MemberRole;

const namedRole = z.object({
  role: z.enum(Role).optional().catch(undefined),
  memberRole: z.enum(MemberRole).optional().catch(undefined),
});

/** An event: who did what, to which user or connection. A name is null once that account is deleted. */
export type RecentEvent = Omit<EventRow, "action" | "before" | "after"> & {
  action: AuditAction;
  roles: { before: AnyRole | null; after: AnyRole | null };
};

/**
 * The newest events about a merchant or by a user.
 * @param of a UUID
 */
export async function recentEvents(
  _staff: Staff,
  of: { merchantId: string } | { actorId: string },
): Promise<RecentEvent[]> {
  const condition =
    "merchantId" in of
      ? Prisma.sql`e."merchantId" = ${of.merchantId}::uuid`
      : Prisma.sql`e."actorId" = ${of.actorId}::uuid`;
  const rows = await db().$queryRaw<EventRow[]>`
    SELECT e.id::text, e.at, e.action, e."actorType", e."actorId", a.email AS actor, k.name AS "keyName", s.id AS "subjectId",
           s.email AS subject, e."receiptheroId", e.before, e.after
      FROM (SELECT * FROM "AuditEvent" e WHERE ${condition} ORDER BY e.id DESC LIMIT ${RECENT}) e
      LEFT JOIN "User" a ON a.id = e."actorId"
      LEFT JOIN "ApiKey" k ON k.id = e."actorId"
      LEFT JOIN "User" s ON s.id = (e.after ->> 'userId')::uuid
     ORDER BY e.id DESC`;
  return rows.flatMap(({ action, before, after, ...event }) =>
    isAuditAction(action) ? [{ ...event, action, roles: { before: roleIn(before), after: roleIn(after) } }] : [],
  );
}

function roleIn(values: unknown): AnyRole | null {
  const named = namedRole.safeParse(values).data;
  return named?.role ?? named?.memberRole ?? null;
}
