import "server-only";
import { env } from "@/lib/env";
import type { ConnectSessionStatus } from "@/prisma/generated/enums";

/** The longest return URL, in characters. */
export const MAX_RETURN_URL = 1_000;

/** How a session ended, as the partner's page learns it. */
export type SessionEnd = {
  id: string;
  status: ConnectSessionStatus;
  reason: string | null;
  receiptheroId: string | null;
  partnerState: string | null;
};

/** Whether browsers may be sent to a URL: its origin is in CONNECT_RETURN_ORIGINS. */
export function isAllowedReturnUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null && url.username === "" && url.password === "" && env().CONNECT_RETURN_ORIGINS.includes(url.origin)
  );
}

/**
 * The parameters that tell the partner's page how a session ended. They are a claim: anyone can call the page with any
 * parameters, so the partner asks the API. An expired session counts as failed.
 */
export function returnParameters({ id, status, reason, receiptheroId, partnerState }: SessionEnd) {
  return {
    session_id: id,
    status: status === "expired" ? "failed" : status,
    ...(reason && { reason }),
    ...(receiptheroId && { receipthero_id: receiptheroId }),
    ...(partnerState !== null && { state: partnerState }),
  };
}

/** The URL of the partner's page, with the parameters of the session's end added to its query. */
export function returnUrlOf(returnUrl: string, end: SessionEnd): string {
  const url = new URL(returnUrl);
  for (const [name, value] of Object.entries(returnParameters(end))) url.searchParams.set(name, value);
  return url.href;
}
