import { z } from "zod";

/**
 * Why an import failed. The codes are stable: the database and the API contain them. Each has a text under
 * `admin.imports.failures` in messages/.
 * - `incomplete`: the stream broke off, or nothing arrived for too long.
 * - `empty`: it had no line.
 * - `abandoned`: the server stopped while the lines were arriving.
 * - `not_stored`: the database failed.
 * - `repeated`: the same call had been made before. Such an import is deleted at once, unless the server stops.
 */
export const importFailure = z.enum(["incomplete", "empty", "abandoned", "not_stored", "repeated"]);
export type ImportFailure = z.infer<typeof importFailure>;
