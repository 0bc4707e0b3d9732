import "server-only";
import { startAuthorizationForSession } from "@/lib/authorization/start";
import { claimForBrowser, failSession } from "@/lib/connect-sessions/status";
import { startVisitForSession } from "@/lib/connections/membership-visit/start";
import { toPairs } from "@/lib/connections/metadata/metadata";
import { db } from "@/lib/db/client";
import { CONNECT_TRIP_MINUTES } from "@/lib/lifetimes";
import type { ConnectBrowser } from "@/lib/principal";
import { isScope } from "@/lib/receipthero/scopes";

/**
 * Begins the trip to ReceiptHero that a connect session is for. The first browser that does so owns the session.
 * @param message the message for the consent page, made from the name of the business
 * @returns the URL at ReceiptHero, or null when the session is over, another browser's, or its connection not active
 * any more; the page then says which
 * @throws AppError `authorization_url_too_long`; any database error
 */
export async function continueSession(
  browser: ConnectBrowser,
  message: (business: string) => string,
): Promise<string | null> {
  const id = browser.connectSessionId;
  if (!(await claimForBrowser(id, browser.browserHash, CONNECT_TRIP_MINUTES))) return null;
  const session = await db().connectSession.findUniqueOrThrow({
    where: { id },
    select: {
      purpose: true,
      label: true,
      scopes: true,
      metadata: true,
      receiptheroId: true,
      merchant: { select: { id: true, name: true } },
    },
  });
  const { merchant, label, receiptheroId } = session;
  if (session.purpose === "manage" && receiptheroId) {
    const url = await startVisitForSession(browser, merchant.id, receiptheroId);
    if (url === null) await failSession(id, "not_active");
    return url;
  }

  const kept = receiptheroId ? await pairsOf(merchant.id, receiptheroId) : { own: [], partner: [] };
  const named = toPairs(session.metadata);
  return startAuthorizationForSession(browser, merchant.id, {
    label,
    scopes: session.scopes.filter(isScope),
    pairs: kept.own,
    partnerPairs: named.length > 0 ? named : kept.partner,
    reconnect: receiptheroId ?? undefined,
    message: message(merchant.name),
  });
}

/** The pairs of a connection that is granted again: the merchant's own, and those of the partner. */
async function pairsOf(merchantId: string, receiptheroId: string) {
  const found = await db().connection.findUnique({
    where: { receiptheroId, merchantId },
    select: { partnerMetadata: true, partnerKeys: true },
  });
  const pairs = toPairs(found?.partnerMetadata ?? null);
  const isPartner = ({ key }: { key: string }) => found?.partnerKeys.includes(key) ?? false;
  return { own: pairs.filter((pair) => !isPartner(pair)), partner: pairs.filter(isPartner) };
}
