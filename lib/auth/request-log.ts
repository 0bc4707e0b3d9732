import "server-only";
import { cookies } from "next/headers";
import { sessionCookieName } from "@/lib/auth/cookies";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { isUserNamed, logRequest } from "@/lib/log";

/**
 * Answers a request and logs one line about it that names the signed-in user. Most handlers look the user up anyway; for
 * the others this does, and a database that does not answer leaves the line without a user.
 */
export function withRequestLog(request: Request, answer: () => Promise<Response>): Promise<Response> {
  return logRequest(request, async () => {
    const hasSession = (await cookies()).has(sessionCookieName());
    const response = await answer();
    if (hasSession && !isUserNamed()) await currentUser().catch(() => null);
    return response;
  });
}
