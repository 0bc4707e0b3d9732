import "server-only";
import { cookies } from "next/headers";
import { sessionCookieName } from "@/lib/auth/cookies";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { isUserNamed, logRequest } from "@/lib/log";

/**
 * Answers a request and logs one line about it that names the signed-in user. If the handler did not read the user,
 * this function does. If the database fails, the line has no user.
 */
export function withRequestLog(request: Request, answer: () => Promise<Response>): Promise<Response> {
  return logRequest(request, async () => {
    const hasSession = (await cookies()).has(sessionCookieName());
    const response = await answer();
    if (hasSession && !isUserNamed()) await currentUser().catch(() => null);
    return response;
  });
}
