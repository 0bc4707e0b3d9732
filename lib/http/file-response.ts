/**
 * The response that makes the browser save a file, which no cache keeps.
 * @param name of the file. A character that needs an encoding in the header becomes a minus
 * @param type the content type
 */
export function fileResponse(body: BodyInit, name: string, type: string): Response {
  return new Response(body, {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${name.replace(/[^\w.-]+/g, "-")}"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
