import "server-only";
import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter, AdapterAccount, AdapterUser } from "next-auth/adapters";
import { findUserByIdentity } from "@/lib/auth/identities/find-user";
import { linkIdentity } from "@/lib/auth/identities/link";
import { endSessionOfCookie } from "@/lib/auth/sessions/end-by-cookie";
import { type SignInMethod, startSession } from "@/lib/auth/sessions/start";
import { takeVerificationToken } from "@/lib/auth/sign-in/take-verification-token";
import { db } from "@/lib/db/client";

/**
 * Auth.js's Prisma adapter, with four changes. The database holds the hash of a session's token instead of the token.
 * Of a provider's account it holds only what identifies it, because Auth.js would keep the provider's tokens in clear.
 * Using a sign-in link up also deletes the code that was mailed with it. And Auth.js sees no session: it would link a
 * new identity to whoever the session cookie names, even after the session has expired
 * (docs/decisions/0021-linked-identities.md).
 * @param method how the visitor of this request signs in
 */
export function authAdapter(method: SignInMethod): Adapter {
  // The adapter's types name the client of Prisma 6; the calls it makes are the same.
  const base = PrismaAdapter(db() as never);

  return {
    ...base,

    async createUser(user: AdapterUser) {
      const { email, emailVerified, name } = user;
      return db().user.create({ data: { email, emailVerified, name: name ?? null } });
    },

    getUserByAccount: ({ providerAccountId }) => findUserByIdentity(providerAccountId),

    linkAccount: ({ userId, providerAccountId }: AdapterAccount) => linkIdentity(userId, providerAccountId),

    useVerificationToken: ({ identifier, token }) => takeVerificationToken(identifier, token, method),

    async createSession(session) {
      await startSession(session, method);
      return session;
    },

    getSessionAndUser: async () => null,

    updateSession: async () => null,

    deleteSession: (sessionToken) => endSessionOfCookie(sessionToken),
  };
}
