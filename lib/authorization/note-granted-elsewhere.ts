import "server-only";
import { checkTokenOnce } from "@/lib/access-tokens/check";
import { noteUnauthorized } from "@/lib/access-tokens/note-unauthorized";
import { recordAuditEvent } from "@/lib/audit/record";
import type { ClaimedRequest } from "@/lib/authorization/claim";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";
import type { AccessToken } from "@/lib/receipthero/access-token";

/** How long ReceiptHero may take to say whether the owner's token still works, in milliseconds. */
const CHECK_TIMEOUT_MS = 2_500;

/**
 * Notes that a merchant was granted a connection that belongs to another merchant here. The code had to be exchanged to
 * learn that, and with the new token ReceiptHero may have ended the owner's. So this asks whether the owner's token still
 * works, marks the connection unless it does, and leaves both sides of it in the audit log for staff: the owner's event
 * names nobody, because owners can read it.
 * @param request the request of the merchant who was refused
 * @param token what ReceiptHero issued for it
 */
export async function noteGrantedElsewhere(request: ClaimedRequest, token: AccessToken): Promise<void> {
  const { receiptheroId } = token;
  const owned = await db().connection.findUnique({
    where: { receiptheroId },
    select: { merchantId: true, status: true, scopes: true, readProven: true, sealedToken: true },
  });
  if (!owned) return;
  const { merchantId, scopes, readProven, sealedToken } = owned;
  const isActive = owned.status === "ACTIVE" && sealedToken !== null;
  const state = isActive
    ? await checkTokenOnce({ receiptheroId, scopes, readProven, sealedToken }, CHECK_TIMEOUT_MS, token.accessToken)
    : null;

  const actor = { type: "SYSTEM" } as const;
  await db().$transaction(async (tx) => {
    await recordAuditEvent(tx, {
      actor: { type: "USER", id: request.userId },
      action: "connection.refused",
      merchantId: request.merchantId,
      receiptheroId,
      after: { reason: "owned_by_another" },
    });
    const after = { token: state };
    await recordAuditEvent(tx, { actor, action: "connection.granted_elsewhere", merchantId, receiptheroId, after });
    if (!isActive || state === "alive") return;
    const reason = state === "dead" ? "granted_elsewhere" : "granted_elsewhere_unclear";
    await noteUnauthorized(tx, { receiptheroId, merchantId, sealedToken }, reason, actor);
  });
  log.warn(
    { receiptheroId, authorizationRequestId: request.id, token: state },
    "a merchant was granted a connection that belongs to another merchant",
  );
}
