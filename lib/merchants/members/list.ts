import "server-only";
import { db } from "@/lib/db/client";
import type { Owner, StaffViewer, Viewer } from "@/lib/principal";
import type { MemberRole } from "@/prisma/generated/enums";

/** How many members, and how many open invitations, the page shows. A merchant usually has a handful. */
const LIMIT = 100;

/** The members of the viewer's merchant. The viewer comes first. */
export async function listMembers({ id, merchant }: Viewer) {
  const merchantId = merchant.id;
  const select = { role: true, user: { select: { id: true, name: true, email: true } } } as const;
  const [self, others] = await Promise.all([
    db().member.findMany({ where: { merchantId, userId: id }, select }),
    db().member.findMany({
      where: { merchantId, userId: { not: id } },
      orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
      take: LIMIT,
      select,
    }),
  ]);
  return [...self, ...others].map(({ role, user }) => ({ ...user, role, isSelf: user.id === id }));
}

/** An invitation that can still be accepted. */
export type OpenInvitation = { id: string; email: string; role: MemberRole; expiresAt: Date };

/** The open invitations of a merchant, oldest first, for its owner and for staff who view it. */
export function listInvitations({ merchant }: Owner | StaffViewer): Promise<OpenInvitation[]> {
  return db().$queryRaw<OpenInvitation[]>`
    SELECT id, email, role, "expiresAt" FROM "Invitation"
     WHERE "merchantId" = ${merchant.id}::uuid AND "usedAt" IS NULL AND "expiresAt" > now()
     ORDER BY "createdAt" LIMIT ${LIMIT}`;
}
