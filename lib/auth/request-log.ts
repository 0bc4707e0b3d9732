import "server-only";
import { cookies } from "next/headers";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { sessionCookieName } from "@/lib/cookies";
import { isUserNamed, logRequest } from "@/lib/log";

/**
 * Answers a request and logs one line about it that names the signed-in user. If the handler did not read the user,
 * this function does. If the database fails, the line has no user.
 * @param requestId as for `logRequest`
 */
export function withRequestLog(
  request: Request,
  answer: () => Promise<Response>,
  requestId?: string,
): Promise<Response> {
  const answerAndName = async () => {
    const hasSession = (await cookies()).has(sessionCookieName());
    const response = await answer();
    if (hasSession && !isUserNamed()) await currentUser().catch(() => null);
    return response;
  };
  return logRequest(request, answerAndName, requestId);
}
