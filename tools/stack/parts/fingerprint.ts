import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Lock, locked } from "../bootstrap/lock.mjs";
import { root } from "../bootstrap/paths.mjs";
import { step } from "../bootstrap/report.mjs";

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
  const files = globSync([path, `${path}/**`], { cwd: root });
  return files.filter((file) => statSync(join(root, file)).isFile()).sort();
}

/** Something that is made from files: its name, the file that keeps the fingerprint of those, and how to say it. */
type Product = { name: string; stamp: string; doing: string; done: string };

/**
 * Makes something when the files that it is made from have changed since it was made.
 * @param wanted the fingerprint of the files
 * @param make gives the lock to its children
 */
export async function ensureMade(
  { name, stamp, doing, done }: Product,
  wanted: string,
  make: (lock: Lock) => Promise<void>,
): Promise<void> {
  const isMade = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isMade()) return;
  await locked(name, doing.toLowerCase(), async (lock) => {
    if (isMade()) return;
    rmSync(stamp, { force: true });
    await step(doing, done, () => make(lock));
    writeFileSync(stamp, wanted);
  });
}
