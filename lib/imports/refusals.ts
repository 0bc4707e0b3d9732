import { z } from "zod";

/**
 * Why a line is refused. The codes are stable: the database and the API contain them. Each has a text under
 * `admin.imports.refusals` in messages/.
 */
export const importRefusal = z.enum([
  "malformed_line",
  "line_too_long",
  "bad_token",
  "owned_by_another",
  "token_not_newer",
  "disconnected",
  "line_damaged",
]);
export type ImportRefusal = z.infer<typeof importRefusal>;

/** Refuses a line, and undoes what its transaction did. */
export class LineRefusedError extends Error {
  override name = "LineRefusedError";
  readonly refusal: ImportRefusal;

  constructor(refusal: ImportRefusal) {
    super(refusal);
    this.refusal = refusal;
  }
}
