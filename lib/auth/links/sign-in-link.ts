import "server-only";
import { cookies } from "next/headers";
import { z } from "zod";
import { SIGN_IN_LINK_LIFETIME } from "@/lib/auth/sign-in/send-sign-in-mail";
import { cookieAttributes, cookieName } from "@/lib/cookies";
import { emailAddress } from "@/lib/email-address";

/** The query that Auth.js gives a sign-in link. */
const linkSchema = z.object({ token: z.string().min(1), email: emailAddress(), callbackUrl: z.string().default("/") });

export type SignInLink = z.infer<typeof linkSchema>;

const name = () => cookieName("sign-in-link");

/**
 * Keeps an opened sign-in link in a cookie until the user presses the button. So an email scanner that fetches the link
 * does not use it up, and the token appears in no page and in no later URL.
 * @returns whether the query belongs to a sign-in link
 */
export async function keepSignInLink(query: URLSearchParams): Promise<boolean> {
  const link = linkSchema.safeParse(Object.fromEntries(query));
  if (!link.success) return false;
  const value = new URLSearchParams(link.data).toString();
  (await cookies()).set(name(), value, { ...cookieAttributes(), maxAge: SIGN_IN_LINK_LIFETIME });
  return true;
}

/** The link that this browser has opened but not used yet, or null. */
export async function openedSignInLink(): Promise<SignInLink | null> {
  const value = (await cookies()).get(name())?.value;
  return linkSchema.safeParse(Object.fromEntries(new URLSearchParams(value))).data ?? null;
}

/** Deletes the link after its use. */
export async function forgetSignInLink(): Promise<void> {
  (await cookies()).delete({ name: name(), ...cookieAttributes() });
}
