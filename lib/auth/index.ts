import "server-only";
import NextAuth, { type NextAuthConfig } from "next-auth";
import Nodemailer from "next-auth/providers/nodemailer";
import { authAdapter } from "@/lib/auth/adapter";
import { joinAsExpected } from "@/lib/auth/members/expected-owners";
import { oidcProvider } from "@/lib/auth/oidc/provider";
import { mailSignInLink } from "@/lib/auth/sign-in/mail-link";
import { maySignIn } from "@/lib/auth/sign-in/may-sign-in";
import { methodOf } from "@/lib/auth/sign-in/method-header";
import { promoteAdmin } from "@/lib/auth/sign-in/promote-admin";
import { SIGN_IN_LINK_LIFETIME } from "@/lib/auth/sign-in/send-sign-in-mail";
import { followGroups } from "@/lib/auth/staff/follow-groups";
import { roleOfGroups } from "@/lib/auth/staff/role-of-groups";
import { cookieAttributes, cookieName, isHttps, sessionCookieName } from "@/lib/cookies";
import { emailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { SESSION_DAYS } from "@/lib/lifetimes";
import { log } from "@/lib/log";

/**
 * The configuration of Auth.js: who may sign in, and how. lib/auth/sessions/current-user.ts reads the session instead,
 * because Auth.js treats a database outage as signed out.
 */
function config(request: Request | undefined): NextAuthConfig {
  const method = methodOf(request);
  const { APP_URL, AUTH_SECRET, EMAIL_FROM, EMAIL_SERVER } = env();
  // Auth.js takes its own URL only from here. If it is unset, Auth.js trusts the Host header.
  process.env.AUTH_URL = APP_URL;

  const cookie = (name: string, maxAge?: number) => ({
    name: cookieName(name),
    options: { ...cookieAttributes(), ...(maxAge && { maxAge }) },
  });
  return {
    adapter: authAdapter(method),
    secret: AUTH_SECRET,
    trustHost: true,
    useSecureCookies: isHttps(),
    session: { strategy: "database", maxAge: SESSION_DAYS * 24 * 60 * 60 },
    pages: { signIn: "/sign-in", verifyRequest: "/sign-in/check-mail", error: "/sign-in/error" },
    providers: [
      Nodemailer({
        server: EMAIL_SERVER,
        from: EMAIL_FROM,
        maxAge: SIGN_IN_LINK_LIFETIME,
        // Auth.js would normalize the email in its own way, so the one in the link could differ from ours.
        normalizeIdentifier: (email) => emailAddress().parse(email),
        sendVerificationRequest: ({ identifier, url, token }) => mailSignInLink(identifier, url, token),
      }),
      ...oidcProvider(),
    ],
    cookies: {
      sessionToken: { name: sessionCookieName(), options: cookieAttributes() },
      callbackUrl: cookie("auth.callback-url"),
      csrfToken: cookie("auth.csrf-token"),
      pkceCodeVerifier: cookie("auth.pkce", 15 * 60),
      state: cookie("auth.state", 15 * 60),
      nonce: cookie("auth.nonce"),
    },
    callbacks: {
      signIn: async ({ user, account, profile, email }) => {
        // Anyone may request a link. Only opening it proves the email, so only then may the visitor learn more.
        if (email?.verificationRequest) return true;
        return maySignIn(method, { user, account, profile });
      },
    },
    events: {
      signIn: async ({ user, account, profile }) => {
        // Again: a new user exists only now.
        const role = method === "sso" ? roleOfGroups(profile, account?.id_token) : null;
        if (role && user.id) await followGroups(user.id, role);
        await promoteAdmin(user);
        if (user.email) await joinAsExpected(user.email);
      },
    },
    logger: {
      // Auth.js's own messages say little. The type and the cause of the error are useful.
      error: (error) => {
        const cause = causeOf(error);
        log.warn({ type: authErrorType(error), err: cause, hint: hintFor(cause) }, "sign-in failed");
      },
      warn: () => {},
      debug: () => {},
    },
  };
}

function authErrorType(error: Error): string {
  return "type" in error ? String(error.type) : error.name;
}

function causeOf(error: Error): unknown {
  const { cause } = error;
  return typeof cause === "object" && cause !== null && "err" in cause ? cause.err : error;
}

/** Advice for the operator about an error, if we know the cause. */
function hintFor(cause: unknown): string | undefined {
  const isOtherIssuer = cause instanceof Error && cause.message.includes('"issuer"');
  return isOtherIssuer
    ? "write AUTH_OIDC_ISSUER exactly as the provider's discovery document writes issuer"
    : undefined;
}

// Lazy, because `next build` loads this module without settings.
export const { handlers, signIn, signOut } = NextAuth(config);
