/**
 * Reads a body to its end. It counts the received bytes and does not trust Content-Length.
 * @param body of a request or of a response
 * @param maxBytes the largest accepted body
 * @returns the bytes, or null for a larger body, whose rest is not read
 * @throws any error of the stream, for example when the other side disconnects
 */
export async function readBody(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels a web stream. lib/notifications/receive/serve.ts keeps the connection, and drops the rest.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
