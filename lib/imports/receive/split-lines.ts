import { MAX_IMPORT_LINE_BYTES } from "@/lib/size-limits";

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

/** A line without its line break. `bytes` is null when it is longer than `MAX_IMPORT_LINE_BYTES`. */
export type Line = { number: number; bytes: Buffer | null };

/**
 * Splits a stream into lines, which end with LF or CRLF. The last one may lack its line break. Empty lines are counted
 * and left out. Memory holds one line and one chunk, however long a line is.
 * @param body its byte order mark is ignored, if it has one
 * @throws any error of the stream
 */
export async function* splitLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let size = 0;
  const add = (part: Uint8Array) => {
    size += part.byteLength;
    // One byte more than a line, because the line break may be CRLF.
    if (size <= MAX_IMPORT_LINE_BYTES + 1) parts.push(part);
    else parts = [];
  };
  const take = (): Line[] => {
    const line = toLine(number, size, parts);
    number += 1;
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of body) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      yield* take();
      start = end + 1;
    }
    // A copy: a small end of a line must not keep its whole chunk in memory.
    if (start < chunk.byteLength) add(Uint8Array.from(chunk.subarray(start)));
  }
  yield* take();
}

/** @returns no line when it is empty */
function toLine(number: number, size: number, parts: Uint8Array[]): Line[] {
  if (size > MAX_IMPORT_LINE_BYTES + 1) return [{ number, bytes: null }];
  let bytes = Buffer.concat(parts);
  if (number === 1 && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
    bytes = bytes.subarray(BYTE_ORDER_MARK.length);
  }
  if (bytes.at(-1) === RETURN) bytes = bytes.subarray(0, -1);
  if (bytes.byteLength === 0) return [];
  return [{ number, bytes: bytes.byteLength > MAX_IMPORT_LINE_BYTES ? null : bytes }];
}
