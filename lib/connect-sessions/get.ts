import "server-only";
import { returnParameters, returnUrlOf, type SessionEnd } from "@/lib/connect-sessions/return-url";
import { db } from "@/lib/db/client";
import type { ConnectBrowser } from "@/lib/principal";
import type { ConnectSessionPurpose, ConnectSessionStatus } from "@/prisma/generated/enums";

/** How a session ended whose button this browser pressed. */
type Ended = Exclude<ConnectSessionStatus, "pending" | "opened" | "expired">;

/** A connect session as its browser sees it. */
export type SeenSession = {
  id: string;
  purpose: ConnectSessionPurpose;
  business: string;
  label: string;
  scopes: string[];
  /** `open`: this browser may press the button. `expired`: nobody did in time. `used`: another browser did. */
  state: "open" | "expired" | "used" | Ended;
  /** Why it ended so; in an open invitation, why the last attempt did not connect. */
  reason: string | null;
  /** The invited email, with which a user can sign in; null when the partner's own system made the session. */
  invited: string | null;
  /** Where the browser goes next, once nothing more can be done here; null when it stays. */
  next: string | null;
  /** The news of a popup for the page of this origin; null when the browser stays here. */
  report: { origin: string; outcome: Record<string, string> } | null;
};

type Row = SessionEnd & {
  purpose: ConnectSessionPurpose;
  business: string;
  label: string;
  scopes: string[];
  returnUrl: string | null;
  invited: string | null;
  isExpired: boolean;
  isForeign: boolean;
};

/** The session of a browser that has opened its link; null once its merchant was deleted. */
export async function getConnectSession(browser: ConnectBrowser): Promise<SeenSession | null> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT s.id, s.purpose, s.status, s.reason, s.label, s.scopes, s."returnUrl", s."partnerState", m.name AS business,
           coalesce(s."connectedId", s."receiptheroId") AS "receiptheroId", i.email AS invited,
           s.status IN ('pending', 'opened') AND s."expiresAt" <= now() AS "isExpired",
           coalesce(s."invitedById" IS NULL AND s."browserHash" <> ${browser.browserHash}, false) AS "isForeign"
      FROM "ConnectSession" s JOIN "Merchant" m ON m.id = s."merchantId"
           LEFT JOIN "MerchantInvitation" i ON i."connectSessionId" = s.id
     WHERE s.id = ${browser.connectSessionId}::uuid`;
  if (!row) return null;
  const state = stateOf(row);
  const end = endOf(row, state);
  const { id, purpose, business, label, scopes, returnUrl, invited } = row;
  const seen = { id, purpose, business, label, scopes, state, reason: end.reason, invited };
  if (returnUrl === null || state === "open") return { ...seen, next: null, report: null };
  const report = { origin: new URL(returnUrl).origin, outcome: returnParameters(end) };
  return { ...seen, next: returnUrlOf(returnUrl, end), report };
}

function stateOf({ status, isExpired, isForeign }: Row): SeenSession["state"] {
  if (isExpired || status === "expired") return "expired";
  if (isForeign) return "used";
  return status === "pending" || status === "opened" ? "open" : status;
}

/** The end as the partner's page learns it. A browser that came too late learns nothing of how the first one fared. */
function endOf({ id, status, reason, receiptheroId, partnerState }: Row, state: SeenSession["state"]): SessionEnd {
  if (state === "used") return { id, status: "failed", reason: "used", receiptheroId: null, partnerState };
  if (state === "expired") return { id, status: "expired", reason: "expired", receiptheroId, partnerState };
  return { id, status, reason, receiptheroId, partnerState };
}
