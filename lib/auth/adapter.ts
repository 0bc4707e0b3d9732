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
 * Auth.js's Prisma adapter, with four changes. The database stores the hash of a session's token instead of the token.
 * Of a provider's account it stores only the identity, because Auth.js would store the provider's tokens unencrypted.
 * Using a sign-in link also deletes the code from the same email. And Auth.js never sees a session: it would link a new
 * identity to the user of the session cookie, even after the session has expired
 * (docs/decisions/0021-linked-identities.md).
 * @param method how the visitor of this request signs in
 */
export function authAdapter(method: SignInMethod): Adapter {
  // The adapter is typed for the client of Prisma 6, but makes the same calls.
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
