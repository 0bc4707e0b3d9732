import "server-only";
import { NextRequest } from "next/server";
import { handlers } from "@/lib/auth";
import type { SignInLink } from "@/lib/auth/links/sign-in-link";
import { nameMethod } from "@/lib/auth/sign-in/method-header";
import { env } from "@/lib/env";

/** The path at which Auth.js accepts a sign-in link. */
export const MAIL_CALLBACK = "/api/auth/callback/nodemailer";

/**
 * Passes a sign-in link to Auth.js, which reads it from the query of a GET.
 * @param headers those of the browser's request
 * @param method for the audit log: whether the user opened the link, typed the code or used a passkey
 * @returns Auth.js's redirect, with the session's cookie if the link was valid
 */
export function completeSignIn(
  link: SignInLink,
  headers: Headers,
  method: "link" | "code" | "passkey",
): Promise<Response> {
  const url = new URL(`${MAIL_CALLBACK}?${new URLSearchParams(link)}`, env().APP_URL);
  return handlers.GET(new NextRequest(url, { headers: nameMethod(headers, method) }));
}
