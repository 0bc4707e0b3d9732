import "server-only";
import NextAuth, { type NextAuthConfig } from "next-auth";
import Nodemailer from "next-auth/providers/nodemailer";
import { authAdapter } from "@/lib/auth/adapter";
import { cookieAttributes, cookieName, isHttps, sessionCookieName } from "@/lib/auth/cookies";
import { oidcProvider } from "@/lib/auth/oidc/provider";
import { mailSignInLink } from "@/lib/auth/sign-in/mail-link";
import { methodOf } from "@/lib/auth/sign-in/method";
import { promoteAdmin } from "@/lib/auth/sign-in/promote-admin";
import { refuseSignIn } from "@/lib/auth/sign-in/refuse";
import { SIGN_IN_LINK_LIFETIME } from "@/lib/auth/sign-in/send-mail";
import { emailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

/** How long a session lasts, in seconds: 30 days. */
const SESSION_LIFETIME = 30 * 24 * 60 * 60;

/**
 * Auth.js: who signs in, and how. Reading a session is lib/auth/sessions/current-user.ts, because Auth.js takes a
 * database that does not answer for a visitor who is not signed in.
 */
function config(request: Request | undefined): NextAuthConfig {
  const method = methodOf(request);
  const { APP_URL, AUTH_SECRET, EMAIL_FROM, EMAIL_SERVER } = env();
  // Auth.js reads its own address from here alone; unset, it would believe the Host header.
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
    session: { strategy: "database", maxAge: SESSION_LIFETIME },
    pages: { signIn: "/sign-in", verifyRequest: "/sign-in/check-mail", error: "/sign-in/error" },
    providers: [
      Nodemailer({
        server: EMAIL_SERVER,
        from: EMAIL_FROM,
        maxAge: SIGN_IN_LINK_LIFETIME,
        // Auth.js would apply a normalization of its own, with which the address in the link could differ from ours.
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
        // Everyone may ask for a link: only who opens it has shown whose address it is, and may learn more.
        if (email?.verificationRequest) return true;
        return refuseSignIn(method, { user, account, profile });
      },
    },
    events: { signIn: ({ user }) => promoteAdmin(user) },
    logger: {
      // Auth.js's own errors say little: what matters is their type, and what caused them.
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

/** What an operator can do about an error, if we know it. */
function hintFor(cause: unknown): string | undefined {
  const isOtherIssuer = cause instanceof Error && cause.message.includes('"issuer"');
  return isOtherIssuer
    ? "write AUTH_OIDC_ISSUER exactly as the provider's discovery document writes issuer"
    : undefined;
}

// Lazy, since the settings are not known while `next build` loads this module.
export const { handlers, signIn, signOut } = NextAuth(config);
