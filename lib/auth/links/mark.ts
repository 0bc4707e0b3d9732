import "server-only";
import { createHmac } from "node:crypto";
import { env } from "@/lib/env";

/** The links that a browser keeps in a cookie until the user presses a button. */
export type OpenedLinkKind = "sign-in" | "email" | "undo-email" | "invitation" | "reconnect" | "unsubscribe";

/** The form field, and the URL parameter, that holds the mark. */
export const LINK_MARK_FIELD = "link";

/**
 * Ties a form to the link that its page shows. Another tab may open a later link, which replaces the cookie. Without
 * the mark the form would act on a link that its page did not show. The mark reveals neither the token nor its hash in
 * the database.
 */
export function linkMark(kind: OpenedLinkKind, token: string): string {
  return createHmac("sha256", env().AUTH_SECRET).update(`opened-link ${kind} ${token}`).digest("base64url");
}

/**
 * Whether a form carries the mark of this link.
 * @param mark from a form, so it is untrusted
 */
export function isMarkOf(mark: unknown, kind: OpenedLinkKind, token: string): boolean {
  return mark === linkMark(kind, token);
}
