/** The form field of the file that an admin imports. */
export const UPLOAD_FIELD = "file";

/** Why a file was not imported. Each has a text under `admin.imports.new.problems` in messages/. */
export const uploadProblem = [
  "no_file",
  "malformed",
  "import_empty",
  "import_incomplete",
  "storage_unavailable",
  "proof",
] as const;
