import "server-only";
import { patientDb } from "@/lib/db/client";
import { isOwner, type Reader } from "@/lib/principal";

// As in lib/account/export/sections.ts, each field is named, and none is a secret.

/** The merchant, its members and its invitations. These are few, so one query reads them all. */
export function readHead(reader: Reader) {
  const { id: userId, merchant } = reader;
  const merchantId = merchant.id;
  const forOwners = isOwner(reader);
  return patientDb().$transaction(
    async (tx) => ({
      merchant: await tx.merchant.findUniqueOrThrow({
        where: { id: merchantId, members: { some: { userId } } },
        select: { id: true, name: true, externalId: true, createdAt: true },
      }),
      members: (
        await tx.member.findMany({
          where: { merchantId },
          orderBy: { createdAt: "asc" },
          select: {
            role: true,
            createdAt: true,
            lastUsedAt: true,
            user: { select: { id: true, email: true, name: true } },
          },
        })
      ).map(({ lastUsedAt, ...member }) =>
        // When the others work is for owners to know.
        forOwners || member.user.id === userId ? { ...member, lastUsedAt } : member,
      ),
      // Only the user's own sign-in data, passkeys, sessions and email changes are exported, not those of other members: they may
      // be from other businesses.
      you: await tx.user.findUniqueOrThrow({
        where: { id: userId },
        select: {
          id: true,
          email: true,
          emailVerified: true,
          name: true,
          role: true,
          language: true,
          timeZone: true,
          createdAt: true,
          mailsReconnect: true,
          mailsWeeklyDigest: true,
          mails: {
            orderBy: { createdAt: "asc" },
            select: { kind: true, state: true, createdAt: true, finishedAt: true },
          },
          sessions: { select: { id: true, createdAt: true, expires: true, lastUsedAt: true, userAgent: true } },
          accounts: { select: { provider: true, providerAccountId: true, createdAt: true } },
          passkeys: {
            orderBy: { createdAt: "asc" },
            select: { id: true, name: true, createdAt: true, lastUsedAt: true },
          },
          emailChanges: { select: { email: true, createdAt: true, expiresAt: true, usedAt: true } },
        },
      }),
      // Only owners invite.
      invitations: await tx.invitation.findMany({
        where: { merchantId, ...(!forOwners && { id: { in: [] } }) },
        orderBy: { createdAt: "asc" },
        select: {
          id: true,
          email: true,
          role: true,
          invitedById: true,
          createdAt: true,
          expiresAt: true,
          usedAt: true,
        },
      }),
    }),
    { isolationLevel: "RepeatableRead" },
  );
}
