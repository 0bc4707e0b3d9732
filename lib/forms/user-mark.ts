import "server-only";
import { createHmac } from "node:crypto";
import { env } from "@/lib/env";

/**
 * Marks a page's forms with the user for whom the page was made. Another person may sign in in another tab of the same
 * browser, and an old page would then act as that person. The mark is no secret: it says nothing but whose page it is.
 */
export function userMark(userId: string): string {
  return createHmac("sha256", env().AUTH_SECRET).update(`page-of-user ${userId}`).digest("base64url");
}

/**
 * Whether a form was marked for this user.
 * @param mark from a form, so anything at all
 */
export function isMarkOfUser(mark: unknown, userId: string): boolean {
  return mark === userMark(userId);
}
