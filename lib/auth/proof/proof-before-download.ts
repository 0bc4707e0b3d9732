import "server-only";
import { hasProof } from "@/lib/auth/proof/proof";
import { ownPath } from "@/lib/auth/return-to";
import { seeOther } from "@/lib/http/redirect";
import type { User } from "@/lib/principal";

/** The downloads that need a proof. */
const DOWNLOAD =
  /^\/(?:(?:admin\/(?:connections|audit|bulk-disconnects\/[0-9a-f-]{36})|businesses\/[0-9a-f-]{36})\/export|connections\/[^/?]+\/receipts\.zip)(?:\?|$)/;

/**
 * Guards a download that needs a proof from the last 15 minutes. A download is a GET, so it cannot ask for the proof
 * itself.
 * @returns null when the session has a proof, otherwise a redirect to a page that asks for it and leads back
 * @throws any database error
 */
export async function proofBeforeDownload(user: User, request: Request): Promise<Response | null> {
  if (await hasProof(user)) return null;
  const { pathname, search } = new URL(request.url);
  return seeOther(`/download?${new URLSearchParams({ to: `${pathname}${search}` })}`);
}

/** The download that a query or a form names, or null when the path is not one of them. */
export function downloadPath(wanted: unknown): string | null {
  // It may be longer than a return path, because an export can name a hundred connections.
  const path = ownPath(wanted);
  return path !== null && DOWNLOAD.test(path) ? path : null;
}
