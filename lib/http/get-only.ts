/**
 * The answer to HEAD of a handler whose GET has an effect. Next would answer HEAD with the GET handler, and a link
 * checker would cause the effect.
 */
export function getOnly(): Response {
  return new Response(null, { status: 405, headers: { Allow: "GET", "Cache-Control": "no-store" } });
}
