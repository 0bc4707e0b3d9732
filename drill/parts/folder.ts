import { chownSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** A user and a group, by number. */
export type Owner = { uid: number; gid: number };

/** The user postgres of Debian's package: PostgreSQL refuses to run as root. */
export function findPostgresUser(): Owner {
  const { uid, gid } = statSync("/var/lib/postgresql");
  return { uid, gid };
}

/**
 * Makes the folder of a drill, with its data and its logs. It stays, so that the logs can be read, until the next drill.
 * Disks that a killed drill left are unmounted.
 */
export async function emptyFolder({ uid, gid }: Owner): Promise<string> {
  const folder = join(tmpdir(), "receipthero-drill");
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const own = mounts.map((line) => line.split(" ")[1] ?? "").filter((path) => path.startsWith(`${folder}/`));
  for (const path of own) await execa("umount", [path]);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o711 });
  chownSync(folder, uid, gid);
  return folder;
}
