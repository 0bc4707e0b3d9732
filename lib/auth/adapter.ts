import "server-only";
import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter, AdapterAccount, AdapterSession, AdapterUser } from "next-auth/adapters";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { sha256 } from "@/lib/secrets";

type SigningIn = { id?: string | undefined; email?: string | null | undefined };

/**
 * Auth.js's Prisma adapter, with three changes: the database holds the hash of a session's token instead of the token,
 * and of a provider's account only what identifies it, since Auth.js would keep its tokens in clear. Using a sign-in link
 * also deletes the code that was mailed with it.
 */
export function authAdapter(): Adapter {
  // The adapter's types name the client of Prisma 6; the calls it makes are the same.
  const base = PrismaAdapter(db() as never);

  return {
    ...base,

    async createUser(user: AdapterUser) {
      const { email, emailVerified, name } = user;
      return db().user.create({ data: { email, emailVerified, name: name ?? null } });
    },

    async linkAccount({ userId, type, provider, providerAccountId }: AdapterAccount) {
      await db().account.create({ data: { userId, type, provider, providerAccountId } });
    },

    async createSession(session) {
      await db().session.create({ data: { ...session, sessionToken: sha256(session.sessionToken) } });
      return session;
    },

    async getSessionAndUser(sessionToken) {
      const found = await db().session.findUnique({
        where: { sessionToken: sha256(sessionToken) },
        include: { user: true },
      });
      return found && { user: found.user, session: { sessionToken, userId: found.userId, expires: found.expires } };
    },

    async updateSession({ sessionToken, expires }: Partial<AdapterSession> & Pick<AdapterSession, "sessionToken">) {
      if (expires) await db().session.update({ where: { sessionToken: sha256(sessionToken) }, data: { expires } });
      return null;
    },

    async useVerificationToken(link) {
      // First: if this fails half way, the link still works.
      await db().mailedCode.deleteMany({ where: { linkHash: link.token } });
      return (await base.useVerificationToken?.(link)) ?? null;
    },

    async deleteSession(sessionToken) {
      await db().session.deleteMany({ where: { sessionToken: sha256(sessionToken) } });
    },
  };
}

/**
 * Whether someone who wants to sign in was shut out by an admin.
 * @param user as Auth.js has it: someone new has an id too, and an identity provider's says who they are by the address
 */
export async function isDisabled({ id, email }: SigningIn): Promise<boolean> {
  const disabled = await db().user.count({
    where: { disabledAt: { not: null }, OR: [...(id ? [{ id }] : []), ...(email ? [{ email }] : [])] },
  });
  return disabled > 0;
}

/**
 * Makes an admin of a user whose address is one of ADMIN_EMAILS; called at each sign-in. So whom another admin made
 * something else is an admin again, until the address is taken out of that setting. It enables nobody.
 */
export async function promoteAdmin({ id, email }: SigningIn): Promise<void> {
  if (!id || !email || !env().ADMIN_EMAILS.includes(email)) return;

  await db().$transaction(async (tx) => {
    const promoted = await tx.user.updateMany({
      where: { id, role: { not: "ADMIN" }, disabledAt: null },
      data: { role: "ADMIN" },
    });
    if (promoted.count > 0) {
      await recordAuditEvent(tx, { actor: { type: "SYSTEM" }, action: "user.made_admin", after: { userId: id } });
    }
  });
}
