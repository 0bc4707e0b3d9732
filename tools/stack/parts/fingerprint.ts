import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../bootstrap/paths.mjs";

/**
 * A hash over the names and the content of files.
 * @param paths files and folders, relative to the checkout; those that are not there count as empty
 * @param leftOut files whose name matches are not read
 */
export function fingerprint(paths: string[], leftOut = /^$/): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of paths.flatMap(filesUnder).filter((path) => !leftOut.test(path))) {
    const content = readFileSync(join(root, file));
    hash.update(`\n${file}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

function filesUnder(path: string): string[] {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** The fingerprint kept in a file, null when there is none. */
export function readStamp(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
