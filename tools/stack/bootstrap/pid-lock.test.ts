import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Claim, readClaim, take } from "./pid-lock.mjs";
import { identify, isAlive } from "./process-identity.mjs";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "claim-"));
  file = join(folder, "run.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const started = identify(process.pid)?.started ?? "";
const alive = { pid: process.pid, started, name: "command", kind: "program" } as const;
/** The pid of this process, as an earlier process had it. */
const dead = { ...alive, started: "long ago" };

const claimOf = (...members: Claim["members"]): Claim => ({ root: folder, members });
const byFirst = (claim: Claim) => claim.members.slice(0, 1).some(isAlive);

test("an unclaimed file is claimed", () => {
  expect(take(file, claimOf(alive), byFirst)).toEqual({ left: [] });
  expect(readClaim(file, folder)).toEqual(claimOf(alive));
});

test("a claim whose holder lives is respected", () => {
  take(file, claimOf(alive), byFirst);
  expect(take(file, claimOf(alive), byFirst)).toEqual({ holder: claimOf(alive) });
});

test("a dead holder's claim is taken over, with what it left running", () => {
  const left = { ...alive, name: "application" };
  take(file, claimOf(dead, left, { ...dead, name: "sandbox" }), byFirst);
  expect(take(file, claimOf(alive), byFirst)).toEqual({ left: [left] });
  expect(readClaim(file, folder)).toEqual(claimOf(alive));
});

test("in a copied checkout, the original's processes are nobody's", () => {
  take(file, { ...claimOf(alive), root: "/elsewhere" }, byFirst);
  expect(take(file, claimOf(alive), byFirst)).toEqual({ left: [] });
});

test("a file that is no claim is replaced, and nothing else remains", () => {
  writeFileSync(file, '{"root":');
  expect(take(file, claimOf(alive), byFirst)).toEqual({ left: [] });
  expect(readdirSync(folder)).toEqual(["run.json"]);
});
