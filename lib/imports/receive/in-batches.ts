/** A batch is full when it has this many lines or bytes, or is this old in milliseconds. */
const BATCH_LINES = 500;
const BATCH_BYTES = 512 * 1024;
const BATCH_AGE_MS = 10_000;

/**
 * Collects lines into batches as they arrive, so that memory holds one batch.
 * @param bytesOf the size of a line
 * @throws any error of the stream
 */
export async function* inBatches<Line>(
  lines: AsyncIterable<Line>,
  bytesOf: (line: Line) => number,
): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  let takenAt = Date.now();
  for await (const line of lines) {
    batch.push(line);
    bytes += bytesOf(line);
    const isOld = Date.now() - takenAt > BATCH_AGE_MS;
    if (batch.length < BATCH_LINES && bytes < BATCH_BYTES && !isOld) continue;
    yield batch;
    batch = [];
    bytes = 0;
    takenAt = Date.now();
  }
  if (batch.length > 0) yield batch;
}
