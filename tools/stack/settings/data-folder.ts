import { accessSync, chmodSync, constants, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/report.mjs";

/**
 * Makes `.data/` with a folder inside, for its owner alone. When root owns it, PostgreSQL's user has to pass through;
 * what is secret in there has a mode of its own.
 * @returns the path of the folder inside
 * @throws {Problem} when it belongs to someone else
 */
export function makeDataFolder(inside: string): string {
  const folder = join(dataFolder, inside);
  try {
    mkdirSync(folder, { recursive: true });
    for (const path of [dataFolder, folder]) accessSync(path, constants.W_OK);
  } catch {
    throw new Problem(`${folder} cannot be written. Run this as the user who owns ${dataFolder}, or remove that.`);
  }
  const { uid } = statSync(dataFolder);
  if (uid === process.getuid?.()) chmodSync(dataFolder, uid === 0 ? 0o711 : 0o700);
  return folder;
}
