import { NextRequest, NextResponse } from "next/server";
import { handlers } from "@/lib/auth";
import { env } from "@/lib/env";
import { withRequestLog } from "@/lib/log";

const MAIL_CALLBACK = "/api/auth/callback/nodemailer";

/** Auth.js, except that following a sign-in link is not yet using it: that needs the button behind the POST. */
export function GET(request: NextRequest): Promise<Response> {
  return withRequestLog(request, async () =>
    request.nextUrl.pathname === MAIL_CALLBACK
      ? NextResponse.redirect(new URL(`/sign-in/confirm${request.nextUrl.search}`, env().APP_URL), 303)
      : handlers.GET(request),
  );
}

export function POST(request: NextRequest): Promise<Response> {
  return withRequestLog(request, () =>
    request.nextUrl.pathname === MAIL_CALLBACK ? confirmSignIn(request) : handlers.POST(request),
  );
}

/**
 * Hands the link of the confirmation page to Auth.js, which reads it from the query of a GET. Only our own page may
 * post it: another site could sign a visitor in to an account that is not theirs.
 */
async function confirmSignIn(request: NextRequest): Promise<Response> {
  const { APP_URL } = env();
  const form = await request.formData().catch(() => null);
  if (request.headers.get("origin") !== new URL(APP_URL).origin || form === null) {
    return NextResponse.redirect(new URL("/sign-in/error?error=Verification", APP_URL), 303);
  }
  const url = new URL(MAIL_CALLBACK, APP_URL);
  for (const name of ["token", "email", "callbackUrl"]) url.searchParams.set(name, String(form.get(name) ?? ""));
  return handlers.GET(new NextRequest(url, { headers: request.headers }));
}
