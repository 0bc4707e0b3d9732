import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../test/free-port.ts";
import { root } from "../../stack/bootstrap/paths.mjs";

/** A user by id; empty: the one who runs the tests. */
export type User = { uid?: number; gid?: number };

/** A user on every machine who may do nothing in particular. */
export const NOBODY: User = { uid: 65_534, gid: 65_534 };

export const isRoot = process.getuid?.() === 0;

/** Entries of this checkout that a copy does without. */
const NOT_COPIED = new Set([".git", ".data", ".env", ".next", "test-results", "playwright-report"]);

/** A copy of this checkout, built and installed, in which nothing was started yet. */
export type Checkout = { folder: string; home: string; user: User; remove(): void };

/**
 * Copies this checkout, in a second, by linking its files.
 * @param user who owns the copy and starts it
 * @param isClosed whether it is below a folder that only its owner may enter
 */
export async function copyCheckout(user: User, isClosed: boolean): Promise<Checkout> {
  const parent = makeFolder(user);
  const folder = join(parent, "checkout");
  mkdirSync(folder);
  for (const name of readdirSync(root).filter((entry) => !NOT_COPIED.has(entry) && entry !== "dist")) {
    copy(join(root, name), folder, canLink(parent) ? "-al" : "-a");
  }
  // A server may write there, and must not write into the build of this checkout.
  copy(join(root, "dist"), folder, "-a");
  // Starts of other checkouts prefer the usual ports too, and two that begin together could choose the same.
  const ports = { pages: await freePort(), api: await freePort(), control: await freePort(), smtp: await freePort() };
  mkdirSync(join(folder, ".data"));
  writeFileSync(join(folder, ".data/ports.json"), JSON.stringify(ports));
  if (user.uid !== undefined) {
    spawnSync("chown", ["-R", `${user.uid}:${user.gid}`, join(folder, "dist"), join(folder, ".data")]);
    for (const path of [parent, folder]) chownSync(path, user.uid, user.gid ?? user.uid);
  }
  chmodSync(parent, isClosed ? 0o700 : 0o755);
  return { folder, home: parent, user, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/** Makes a folder for a copy: on the disk of this checkout if the user can enter it there. */
function makeFolder(user: User): string {
  const here = join(root, ".data/test");
  const enter = { ...user, cwd: "/" };
  const isOpen = spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", here], enter).status === 0;
  return mkdtempSync(join(isOpen ? here : tmpdir(), "starts-"));
}

function canLink(folder: string): boolean {
  return process.platform === "linux" && statSync(folder).dev === statSync(root).dev;
}

function copy(from: string, into: string, how: string): void {
  if (!existsSync(from)) return;
  const { status, stderr } = spawnSync("cp", [how, from, into], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The checkout could not be copied: ${stderr}`);
}
