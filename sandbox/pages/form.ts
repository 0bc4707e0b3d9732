import type { Context } from "hono";
import { sameSecret } from "../secrets.ts";
import { problemPage } from "./layout.ts";
import { isOwnRequest } from "./security.ts";

/** The largest form that is read, in characters. */
export const LARGEST_FORM = 64 * 1024;

/** How long an opened page can be answered, by the sandbox clock. */
export const VISIT_LIFETIME_MS = 30 * 60_000;

/** How many opened pages are remembered. */
export const MOST_VISITS_KEPT = 500;

/** A page that was opened and not answered yet; the form sends `id` and `csrf` back. */
type Visit = { id: string; csrf: string; expiresAt: number };

/** Reads a submitted form and finds the visit that it belongs to, or gives the page that says why not. */
export async function readForm<V extends Visit>(
  c: Context,
  visits: readonly V[],
  now: number,
): Promise<{ form: URLSearchParams; visit: V } | { refusal: Response | Promise<Response> }> {
  if (!isOwnRequest(c)) {
    return { refusal: problemPage(c, 403, "Not sent from here", "This form was sent by another website.") };
  }
  const body = await c.req.text();
  if (body.length > LARGEST_FORM) return { refusal: problemPage(c, 413, "Too large", "This form is too large.") };

  const form = new URLSearchParams(body);
  const visit = visits.find((candidate) => candidate.id === form.get("visit") && now < candidate.expiresAt);
  if (!visit) {
    const message = "It was answered already, or it was open for too long. Go back to the partner and start again.";
    return { refusal: problemPage(c, 410, "This page cannot be answered any more", message) };
  }
  if (!sameSecret(visit.csrf, form.get("csrf") ?? "")) {
    return { refusal: problemPage(c, 403, "Not sent from here", "The form does not belong to this page.") };
  }
  return { form, visit };
}

/** The redirect URI, letter by letter as registered, with the parameters after it. */
export function withParameters(redirectUri: string, parameters: Record<string, string>): string {
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${new URLSearchParams(parameters)}`;
}
