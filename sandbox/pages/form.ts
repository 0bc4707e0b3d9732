import type { Context } from "hono";
import { sameSecret } from "../secrets.ts";
import { problemPage } from "./layout.ts";
import { isOwnRequest } from "./security.ts";
import { findVisit, type Visit } from "./visits.ts";

/** The largest form that is read, in characters. */
export const LARGEST_FORM = 64 * 1024;

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
  const visit = findVisit(visits, form.get("visit"), now);
  if (!visit) {
    const message = "It was answered already, or it was open for too long. Go back to the partner and start again.";
    return { refusal: problemPage(c, 410, "This page cannot be answered any more", message) };
  }
  if (!sameSecret(visit.csrf, form.get("csrf") ?? "")) {
    return { refusal: problemPage(c, 403, "Not sent from here", "The form does not belong to this page.") };
  }
  return { form, visit };
}
