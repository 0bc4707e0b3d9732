import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import busboy from "busboy";
import { MAX_FORM_BYTES } from "@/lib/size-limits";

/** A form with a file, of which only the fields before the file have been read. */
export type Upload = { fields: Map<string, string>; file: Readable | null };

/**
 * Reads a form (multipart/form-data) up to its file, which is then read as it arrives. Later fields are ignored.
 * @param field the name of the file's field
 * @returns `file` is null when the form has none; null when the body is no form
 * @throws any error of the stream before the file begins. A later one ends the file with an error
 */
export async function readUpload(request: Request, field: string): Promise<Upload | null> {
  const parser = parserOf(request);
  if (!parser || !request.body) return null;
  const fields = new Map<string, string>();
  const body = Readable.fromWeb(request.body as ReadableStream);
  return new Promise((resolve, reject) => {
    parser.on("field", (name, value) => fields.set(name, value));
    parser.on("file", (name, file) => {
      if (name === field) resolve({ fields, file });
      else file.resume();
    });
    parser.once("close", () => resolve({ fields, file: null }));
    parser.once("error", reject);
    body.once("error", (error) => parser.destroy(error));
    body.pipe(parser);
  });
}

/** @returns null when the Content-Type is not that of a form */
function parserOf({ headers }: Request): busboy.Busboy | null {
  try {
    const limits = { files: 1, fields: 10, fieldSize: MAX_FORM_BYTES, parts: 12 };
    return busboy({ headers: { "content-type": headers.get("content-type") ?? "" }, limits });
  } catch {
    return null;
  }
}
