import { IMPORT_PAUSE_SECONDS } from "@/lib/lifetimes";

/** The body of a request, or of a part of it. */
export type Body = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A stream ended before its end: the client disconnected, or sent nothing for too long. */
export class IncompleteError extends Error {
  override name = "IncompleteError";
}

/**
 * Passes on the chunks of a stream.
 * @throws IncompleteError when the stream breaks off, or pauses for longer than `IMPORT_PAUSE_SECONDS`
 */
export async function* arriving(body: Body, pauseMs = IMPORT_PAUSE_SECONDS * 1_000): AsyncGenerator<Uint8Array> {
  const chunks = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
  try {
    for (;;) {
      const { done, value } = await nextWithin(chunks, pauseMs);
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: it waits for a chunk that may never come.
    void Promise.resolve(chunks.return?.()).catch(() => {});
  }
}

type Chunks = AsyncIterator<Uint8Array> | Iterator<Uint8Array>;

async function nextWithin(chunks: Chunks, pauseMs: number): Promise<IteratorResult<Uint8Array>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new IncompleteError("nothing arrived for too long")), pauseMs);
  });
  try {
    return await Promise.race([chunks.next(), late]);
  } catch (error) {
    throw error instanceof IncompleteError ? error : new IncompleteError("the stream broke off");
  } finally {
    clearTimeout(timer);
  }
}
