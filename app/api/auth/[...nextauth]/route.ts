import type { NextRequest } from "next/server";
import { handlers } from "@/lib/auth";
import { isMarkOf, LINK_MARK_FIELD } from "@/lib/auth/links/mark";
import { forgetSignInLink, keepSignInLink, openedSignInLink } from "@/lib/auth/links/sign-in-link";
import { finishProviderProof, isProviderProof } from "@/lib/auth/proof/provider-proof";
import { withRequestLog } from "@/lib/auth/request-log";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { completeSignIn, MAIL_CALLBACK } from "@/lib/auth/sign-in/complete";
import { OIDC_CALLBACK } from "@/lib/auth/sign-in/method-header";
import { env } from "@/lib/env";
import { seeOther } from "@/lib/http/redirect";
import { log } from "@/lib/log";

/** The largest accepted confirmation form, in bytes. It contains only a mark. */
const MAX_FORM_BYTES = 1_024;

/**
 * Of Auth.js's GET routes, only the two callbacks are exposed. Signing in and out begin with our own actions, which
 * limit and authorize. Opening a sign-in link does not use it up: only the button's POST does.
 */
export function GET(request: NextRequest): Promise<Response> {
  return withRequestLog(request, async () => {
    const { pathname, searchParams } = request.nextUrl;
    if (pathname === OIDC_CALLBACK) {
      return (await isProviderProof(searchParams)) ? endProof(searchParams) : handlers.GET(request);
    }
    if (pathname !== MAIL_CALLBACK) return notFound();
    const kept = await keepSignInLink(searchParams);
    return seeOther(kept ? "/sign-in/confirm" : "/sign-in/error?error=Verification");
  });
}

export function POST(request: NextRequest): Promise<Response> {
  return withRequestLog(request, async () =>
    request.nextUrl.pathname === MAIL_CALLBACK ? confirmSignIn(request) : notFound(),
  );
}

/**
 * Signs in with the opened link. Only our own page may send this request, because another site could sign a visitor in
 * to someone else's account. The form carries the mark of the link that its page showed, because another tab may have
 * opened another link.
 */
async function confirmSignIn(request: NextRequest): Promise<Response> {
  const { APP_URL } = env();
  const link = await openedSignInLink();
  if (request.headers.get("origin") !== APP_URL || !link) return seeOther("/sign-in/error?error=Verification");
  if (!isMarkOf(await markIn(request), "sign-in", link.token)) return seeOther("/sign-in/error?error=link_changed");

  await forgetSignInLink();
  return completeSignIn(link, request.headers, "link");
}

/** The mark in the confirmation form, or null for any other request. */
async function markIn(request: NextRequest): Promise<unknown> {
  const bytes = Number(request.headers.get("content-length") ?? Number.POSITIVE_INFINITY);
  if (bytes > MAX_FORM_BYTES) return null;
  const form = await request.formData().catch(() => null);
  return form?.get(LINK_MARK_FIELD) ?? null;
}

/** Completes a proof with the identity provider, which uses the same callback URL as a sign-in. */
async function endProof(answer: URLSearchParams): Promise<Response> {
  try {
    const user = await currentUser();
    if (!user) return seeOther("/sign-in");
    return seeOther(`/proven?${new URLSearchParams({ result: await finishProviderProof(user, answer) })}`);
  } catch (error) {
    log.error({ err: error }, "a proof with the identity provider could not end");
    return seeOther("/proven?result=failed");
  }
}

function notFound(): Response {
  return new Response(null, { status: 404 });
}
