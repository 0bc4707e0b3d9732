/**
 * Reads a body to its end. The bytes are counted as they come, whatever Content-Length says.
 * @param body of a request or of an answer
 * @param maxBytes the largest body that is read
 * @returns the bytes, or null for a larger body, whose rest is not read
 * @throws what the stream throws, for example when the other side goes away
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream, and the connection with it.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
