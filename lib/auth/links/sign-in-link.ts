import "server-only";
import { cookies } from "next/headers";
import { z } from "zod";
import { cookieAttributes, cookieName } from "@/lib/auth/cookies";
import { SIGN_IN_LINK_LIFETIME } from "@/lib/auth/sign-in/send-mail";
import { emailAddress } from "@/lib/email-address";

/** What Auth.js puts into the query of a sign-in link. */
const linkSchema = z.object({ token: z.string().min(1), email: emailAddress(), callbackUrl: z.string().default("/") });

export type SignInLink = z.infer<typeof linkSchema>;

const name = () => cookieName("sign-in-link");

/**
 * Keeps an opened sign-in link in a cookie until its owner presses the button. A mail scanner that fetches the link
 * uses nothing up, and the token stands in no page and in no address after the first.
 * @returns whether the query is one of a sign-in link
 */
export async function keepSignInLink(query: URLSearchParams): Promise<boolean> {
  const link = linkSchema.safeParse(Object.fromEntries(query));
  if (!link.success) return false;
  const value = new URLSearchParams(link.data).toString();
  (await cookies()).set(name(), value, { ...cookieAttributes(), maxAge: SIGN_IN_LINK_LIFETIME });
  return true;
}

/** The link that this browser has opened and not used yet, or null. */
export async function openedSignInLink(): Promise<SignInLink | null> {
  const value = (await cookies()).get(name())?.value;
  return linkSchema.safeParse(Object.fromEntries(new URLSearchParams(value))).data ?? null;
}

/** Forgets the link: it was used. */
export async function forgetSignInLink(): Promise<void> {
  (await cookies()).delete({ name: name(), ...cookieAttributes() });
}
