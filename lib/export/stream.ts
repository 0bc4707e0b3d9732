import "server-only";
import { log } from "@/lib/log";

/**
 * Starts a file that is generated while the client takes it, and only as fast. When the client disconnects, the
 * generator ends after the current piece.
 * @param parts text or bytes, piece by piece
 * @param record runs once the first piece is there, and before anything is sent
 * @returns a stream of bytes. It fails if reading fails midway, so nobody takes a partial file for a complete one
 * @throws any error of `parts` before the first piece, and any error of `record`
 */
export async function beginStream(
  parts: AsyncGenerator<string | Uint8Array>,
  record: () => Promise<void> = async () => {},
): Promise<ReadableStream<Uint8Array>> {
  const first = await parts.next();
  try {
    await record();
  } catch (error) {
    await parts.return(undefined);
    throw error;
  }
  const encoder = new TextEncoder();
  let next: IteratorResult<string | Uint8Array> | null = first;
  return new ReadableStream({
    async pull(controller) {
      try {
        const part = next ?? (await parts.next());
        next = null;
        if (part.done) controller.close();
        else controller.enqueue(typeof part.value === "string" ? encoder.encode(part.value) : part.value);
      } catch (error) {
        log.error({ err: error }, "an export broke off");
        throw error;
      }
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
