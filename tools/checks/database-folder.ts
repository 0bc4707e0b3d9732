import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../stack/bootstrap/paths.mjs";

/** Linux keeps the files of this folder in memory. */
const MEMORY = "/dev/shm";

/** Many times as much as the databases of the checks need together, in bytes. */
const FREE = 4 * 1024 ** 3;

/**
 * Finds the folder for the test database: one in memory, or the given one where there is no room. Each test file copies
 * and drops a database of several hundred files. On ext4, which searches long for a place for a new file after others
 * were removed, that took a quarter of the processor time of the tests.
 * @returns the path of a folder that exists
 */
export function findDatabaseFolder(onDisk: string): string {
  // One folder for each checkout: a run removes the data that a killed one has left.
  const inMemory = join(MEMORY, `receipthero-connect-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`);
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < FREE) return onDisk;
    // PostgreSQL's user has to pass through.
    mkdirSync(inMemory, { recursive: true, mode: 0o711 });
    const { uid } = lstatSync(inMemory);
    return uid === process.getuid?.() ? inMemory : onDisk;
  } catch {
    return onDisk;
  }
}
