import "server-only";
import { cookies } from "next/headers";
import { recordAuditEvent } from "@/lib/audit/record";
import { adoptChoices, keepChoices } from "@/lib/auth/sessions/choices";
import { endSessionOfCookie } from "@/lib/auth/sessions/end-by-cookie";
import { noteWayBack, usesWayBack } from "@/lib/auth/staff/way-back";
import { sessionCookieName } from "@/lib/cookies";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { requestLocale } from "@/lib/i18n/request-locale";
import { log, nameUser } from "@/lib/log";

/** How the user signed in. The audit log records it. */
export type SignInMethod = "link" | "code" | "passkey" | "sso";

/**
 * Starts a session and records the sign-in. It ends this browser's earlier session, because its cookie is about to be
 * replaced. The events belong to no merchant, so other members do not see how a user signs in.
 * @param session `sessionToken` as the cookie will hold it
 * @throws the database's error
 */
export async function startSession(
  session: { sessionToken: string; userId: string; expires: Date },
  method: SignInMethod,
): Promise<void> {
  const { sessionToken, userId, expires } = session;
  const replaced = (await cookies()).get(sessionCookieName())?.value;
  await db().$transaction(async (tx) => {
    if (replaced) await endSessionOfCookie(replaced, tx);
    const isWayBack = method !== "sso" && (await usesWayBack(tx, userId));
    // A provider may sign in a user without asking for anything, so this is not a proof (docs/decisions/0024).
    const data = {
      sessionToken: sha256(sessionToken),
      userId,
      expires,
      method: isWayBack ? "way_back" : method,
      ...(method === "sso" && { provenAt: new Date(0) }),
    };
    const { id } = await tx.session.create({ data, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: { type: "USER", id: userId },
      action: "user.signed_in",
      after: { method, sessionId: id },
    });
    if (isWayBack) await noteWayBack(tx, userId, id, method);
  });
  nameUser(userId);
  // The session is there, so a problem with its language must not fail the sign-in.
  await adoptChoices(userId).catch(async (error: unknown) => {
    log.warn({ err: error }, "the choices of an account could not be read");
    await keepChoices(await requestLocale(), null);
  });
}
