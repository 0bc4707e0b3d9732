import { type FileHandle, open } from "node:fs/promises";
import { CommandError } from "@/admin/command";

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file or folder",
  EEXIST: "it exists already",
  EACCES: "you may not open it",
};

/**
 * Opens a file that the operator named. A new one may hold names, so nobody else on the machine reads it.
 * @param flags `wx` for a new file
 * @throws CommandError
 */
export async function openFile(path: string, flags: "r" | "wx"): Promise<FileHandle> {
  try {
    return await open(path, flags, 0o600);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new CommandError(`The file ${path} cannot be opened: ${REASONS[code] ?? code}.`);
  }
}
