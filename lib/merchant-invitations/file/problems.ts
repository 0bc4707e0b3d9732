/** The columns that a file of invitations must have. */
export const FILE_COLUMNS = { externalId: "external_id", businessName: "business_name", email: "email" } as const;

/** A column that a file may have. Any other column is a custom field. */
export const LANGUAGE_COLUMN = "language";

/** How many invitations a file may have. */
export const MAX_FILE_LINES = 10_000;

/** Why a file is refused, so that nobody is invited. Each has a text under `admin.invitationFiles.new.problems` in messages/. */
export const fileProblem = [
  "no_file",
  "malformed",
  "proof",
  "not_utf8",
  "bad_quotes",
  "missing_columns",
  "bad_columns",
  "line_too_long",
  "too_many_lines",
  "empty",
  "incomplete",
  "storage_unavailable",
] as const;
export type FileProblem = (typeof fileProblem)[number];

/** Refuses a file as a whole. */
export class FileRefusedError extends Error {
  override name = "FileRefusedError";
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * Why a line is refused. The codes are stable: the database and the downloaded results contain them. Each has a text
 * under `admin.invitationFiles.refusals` in messages/.
 */
export const lineRefusal = [
  "missing_value",
  "too_long",
  "bad_email",
  "bad_language",
  "bad_characters",
  "too_many_cells",
  "url_too_long",
] as const;
export type LineRefusal = (typeof lineRefusal)[number];
