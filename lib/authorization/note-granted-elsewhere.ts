import "server-only";
import { checkTokenOnce } from "@/lib/access-tokens/check";
import { noteUnauthorized } from "@/lib/access-tokens/note-unauthorized";
import { actorOfOrigin, recordAuditEvent } from "@/lib/audit/record";
import type { ClaimedRequest } from "@/lib/authorization/claim";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";
import type { AccessToken } from "@/lib/receipthero/access-token";

/** How long the check of the owner's token may take, in milliseconds. */
const CHECK_TIMEOUT_MS = 2_500;

/**
 * Records that a merchant was granted a connection that belongs to another merchant here. We learn the owner only by
 * exchanging the code, and ReceiptHero may revoke the owner's token when it issues the new one. So this checks the
 * owner's token and marks the connection unless the token still works. It writes an audit event for each merchant. The
 * owner's event does not name the other merchant, because the owner can read it.
 * @param request the request of the merchant who was refused
 * @param token the token that ReceiptHero issued for it
 */
export async function noteGrantedElsewhere(request: ClaimedRequest, token: AccessToken): Promise<void> {
  const { receiptheroId } = token;
  const owned = await db().connection.findUnique({
    where: { receiptheroId },
    select: { merchantId: true, status: true, grantNumber: true, scopes: true, readProven: true, sealedToken: true },
  });
  if (!owned) return;
  const { merchantId, grantNumber, scopes, readProven, sealedToken } = owned;
  const isActive = owned.status === "ACTIVE" && sealedToken !== null;
  const state = isActive
    ? await checkTokenOnce({ receiptheroId, scopes, readProven, sealedToken }, CHECK_TIMEOUT_MS, token.accessToken)
    : null;

  const actor = { type: "SYSTEM" } as const;
  await db().$transaction(async (tx) => {
    await recordAuditEvent(tx, {
      actor: actorOfOrigin(request),
      action: "connection.refused",
      merchantId: request.merchantId,
      receiptheroId,
      after: { reason: "owned_by_another" },
    });
    const after = { token: state };
    await recordAuditEvent(tx, { actor, action: "connection.granted_elsewhere", merchantId, receiptheroId, after });
    if (!isActive || state === "alive") return;
    const reason = state === "dead" ? "granted_elsewhere" : "granted_elsewhere_unclear";
    await noteUnauthorized(tx, { receiptheroId, merchantId, grantNumber }, reason, actor);
  });
  log.warn(
    { receiptheroId, authorizationRequestId: request.id, token: state },
    "a merchant was granted a connection that belongs to another merchant",
  );
}
