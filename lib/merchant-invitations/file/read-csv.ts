import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { FileRefusedError } from "@/lib/merchant-invitations/file/problems";
import { MAX_IMPORT_LINE_BYTES } from "@/lib/size-limits";

/**
 * Reads a CSV file (RFC 4180) in UTF-8, with or without a byte order mark. The separator is a comma, or a semicolon as
 * Excel with Finnish settings writes it: the first line decides. Memory holds one line and one chunk.
 * @returns the cells of each line, those of empty lines, too
 * @throws FileRefusedError `not_utf8`, `bad_quotes` or `line_too_long`; any error of the stream
 */
export async function* readCsv(body: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const text = decode(body);
  const head = await readHead(text);
  const parser = parse({
    delimiter: separatorOf(head),
    bom: true,
    relax_column_count: true,
    max_record_size: MAX_IMPORT_LINE_BYTES,
  });
  // An error of the source reaches the loop below through the parser.
  pipeline(Readable.from(withHead(head, text)), parser, () => {});
  try {
    for await (const cells of parser) yield cells;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileRefusedError(error.code === "CSV_MAX_RECORD_SIZE" ? "line_too_long" : "bad_quotes");
  }
}

async function* decode(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // The parser removes the byte order mark.
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const read = (chunk?: Uint8Array) => {
    try {
      return utf8.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new FileRefusedError("not_utf8");
    }
  };
  for await (const chunk of body) yield read(chunk);
  yield read();
}

/** The beginning of a text, up to the chunk with its first line break. */
async function readHead(text: AsyncGenerator<string>): Promise<string> {
  let head = "";
  while (!/[\r\n]/.test(head)) {
    if (head.length > MAX_IMPORT_LINE_BYTES) throw new FileRefusedError("line_too_long");
    const next = await text.next();
    if (next.done) break;
    head += next.value;
  }
  return head;
}

async function* withHead(head: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* text;
}

/** The separator that the first line has more often, outside of quotes. */
function separatorOf(head: string): "," | ";" {
  const [line = ""] = head.split(/[\r\n]/, 1);
  const bare = line.replaceAll(/"[^"]*"/g, "");
  return bare.split(";").length > bare.split(",").length ? ";" : ",";
}
