import "server-only";
import { createHmac } from "node:crypto";
import { env } from "@/lib/env";

/** The links that a browser keeps in a cookie until their owner presses a button. */
export type OpenedLinkKind = "sign-in" | "email" | "undo-email" | "invitation" | "reconnect";

/** The form field that holds the mark, and the parameter of an address that carries it on. */
export const LINK_MARK_FIELD = "link";

/**
 * Marks a form with the link that its page shows. A link that another tab opens later replaces the cookie, so the form
 * would otherwise act on a link that nobody saw. Neither the token nor its hash in the database follows from the mark.
 */
export function linkMark(kind: OpenedLinkKind, token: string): string {
  return createHmac("sha256", env().AUTH_SECRET).update(`opened-link ${kind} ${token}`).digest("base64url");
}

/**
 * Whether a form was marked with this link.
 * @param mark from a form, so anything at all
 */
export function isMarkOf(mark: unknown, kind: OpenedLinkKind, token: string): boolean {
  return mark === linkMark(kind, token);
}
