import "server-only";
import { createHmac } from "node:crypto";
import { env } from "@/lib/env";

/**
 * Marks a page's forms with the user for whom the page was made. Another user may sign in in another tab of the same
 * browser, and an old page would then act as that user. The mark is not secret: it only identifies the page's user.
 */
export function userMark(userId: string): string {
  return createHmac("sha256", env().AUTH_SECRET).update(`page-of-user ${userId}`).digest("base64url");
}

/**
 * Whether a form carries the mark of this user.
 * @param mark from a form, so it is untrusted
 */
export function isMarkOfUser(mark: unknown, userId: string): boolean {
  return mark === userMark(userId);
}
