import "server-only";
import type { Route } from "next";
import { cookies, headers } from "next/headers";
import { NextResponse } from "next/server";
import type { SignInLink } from "@/lib/auth/links/sign-in-link";
import { completeSignIn } from "@/lib/auth/sign-in/complete";
import { checkedRoute } from "@/lib/http/paths";

/** How long a link is valid that takes the place of a code or a passkey, in milliseconds. It is used at once. */
export const STAND_IN_LIFETIME = 60_000;

/**
 * Passes a temporary link to Auth.js, and gives its cookies to this browser. Only for actions.
 * @returns the path to which Auth.js redirects
 */
export async function finishByStandIn(link: SignInLink, method: "code" | "passkey"): Promise<Route> {
  const answer = await completeSignIn(link, new Headers(await headers()), method);
  const jar = await cookies();
  for (const cookie of new NextResponse(null, { headers: answer.headers }).cookies.getAll()) jar.set(cookie);
  const { pathname, search } = new URL(answer.headers.get("location") ?? "/");
  return checkedRoute(`${pathname}${search}`);
}
