import "server-only";
import { type ClaimedRequest, claimRequest } from "@/lib/authorization/claim";
import { offerMove } from "@/lib/authorization/move/offer";
import { noteGrantedElsewhere } from "@/lib/authorization/note-granted-elsewhere";
import { rollBackAuthorization } from "@/lib/authorization/roll-back";
import { settleRequest } from "@/lib/authorization/settle";
import { storeConnection } from "@/lib/authorization/store";
import { unseal } from "@/lib/crypto/seal";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { type FailureReason, failureReason } from "@/lib/errors/failure-reasons";
import { log } from "@/lib/log";
import type { ConnectBrowser, User } from "@/lib/principal";
import { type AccessToken, UnusableTokenError } from "@/lib/receipthero/access-token";
import type { AuthorizationResponse } from "@/lib/receipthero/authorization-response";
import { exchangeCode } from "@/lib/receipthero/token";

/**
 * The result of a callback. `request` is set when it was this user's own, so that the user can try again, or move the
 * connection if the reason is `move_offered`.
 */
export type AuthorizationOutcome =
  | { connected: true; receiptheroId: string }
  | { connected: false; reason: FailureReason; request: { id: string; merchantId: string } | null };

/**
 * Handles a callback from the consent page: claims the request, exchanges the code and stores the connection. The claim
 * is a write and comes first, so a database outage is noticed before the code is used.
 * @param browser the hash that identifies the browser, or null when it does not have our cookie
 * @param returning who comes back: the user, or the browser of a connect session
 * @throws AppError when the callback matches no open request; any database error at the claim
 */
export async function completeAuthorization(
  returning: User | ConnectBrowser,
  browser: string | null,
  response: AuthorizationResponse,
): Promise<AuthorizationOutcome> {
  const request = await claimRequest(returning, browser, response.state);
  const fail = async (reason: FailureReason): Promise<AuthorizationOutcome> => {
    await settleRequest(request.id, reason);
    return { connected: false, reason, request };
  };

  // RFC 6749 section 4.1.2.1. The description comes from the browser, so it is never shown.
  if ("error" in response) return fail(response.error === "access_denied" ? "access_denied" : "exchange_failed");

  try {
    const token = await exchange(request, response.code);
    await store(request, token);
    log.info({ authorizationRequestId: request.id, receiptheroId: token.receiptheroId }, "connected");
    return { connected: true, receiptheroId: token.receiptheroId };
  } catch (error) {
    log.warn({ err: error, authorizationRequestId: request.id }, "an authorization did not end in a connection");
    return fail(reasonOf(error));
  }
}

async function exchange(request: ClaimedRequest, code: string): Promise<AccessToken> {
  const { sealedCodeVerifier, stateHash } = request;
  try {
    return await exchangeCode(code, sealedCodeVerifier && unseal(sealedCodeVerifier, stateHash));
  } catch (error) {
    if (error instanceof UnusableTokenError) {
      await rollBackAuthorization(request, { accessToken: error.accessToken }, reasonOf(error));
    }
    throw error;
  }
}

async function store(request: ClaimedRequest, token: AccessToken): Promise<void> {
  try {
    await storeConnection(request, token);
  } catch (error) {
    // The connection belongs to another merchant, so it must not be revoked.
    if (isAppError(error, "owned_by_another")) {
      await noteGrantedElsewhere(request, token).catch((cause: unknown) =>
        log.error({ err: cause, receiptheroId: token.receiptheroId }, "a grant elsewhere could not be noted"),
      );
      if (await offerMove(request, token)) throw new AppError("move_offered", "the user owns both businesses");
    } else {
      await rollBackAuthorization(request, token, reasonOf(error));
    }
    throw error;
  }
}

function reasonOf(error: unknown): FailureReason {
  const known = error instanceof AppError ? failureReason.safeParse(error.code) : null;
  return known?.success ? known.data : "storage_unavailable";
}
