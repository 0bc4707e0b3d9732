import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isAlive } from "./process-identity.mjs";

/**
 * @typedef {import("./process-identity.mjs").Identity} Identity
 * @typedef {Identity & { name: string, kind: "program" | "postgres" }} Member the kind says how to end it, see terminate.ts
 * @typedef {{ root: string, address?: string, members: Member[] }} Claim the first member is the one that made it
 */

/**
 * Claims a file, as a lock that outlives `kill -9`: it names its processes, and falls to the next one when they are
 * dead.
 * @param {string} file
 * @param {Claim} claim
 * @param {(claim: Claim) => boolean} isHeld whether a claim found there still counts
 * @returns {{ holder: Claim } | { left: Member[] }} who holds it; or, once it is ours, what its dead holder left running
 */
export function take(file, claim, isHeld) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  /** @type {Member[]} */
  const left = [];
  writeClaim(mine, claim);
  try {
    for (;;) {
      try {
        linkSync(mine, file);
        return { left };
      } catch (error) {
        if (!hasCode(error, "EEXIST")) throw error;
      }
      const found = readClaim(file, claim.root);
      if (found !== null && isHeld(found)) return { holder: found };
      left.push(...setAside(file, claim.root, isHeld));
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Moves a dead claim out of the way. Of two that try, one gets it; and when a third has claimed the file in between,
 * its claim goes back.
 * @param {string} file
 * @param {string} root
 * @param {(claim: Claim) => boolean} isHeld
 * @returns {Member[]} the members of the dead claim that still run
 */
function setAside(file, root, isHeld) {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
  const moved = readClaim(aside, root);
  const held = moved !== null && isHeld(moved);
  if (held) linkSync(aside, file);
  rmSync(aside);
  return moved === null || held ? [] : moved.members.filter(isAlive);
}

/**
 * @param {string} file
 * @param {Claim} claim replaces the one that is there, which must be ours
 */
export function writeClaim(file, claim) {
  const next = `${file}.${process.pid}.next`;
  writeFileSync(next, JSON.stringify(claim), { mode: 0o600 });
  renameSync(next, file);
}

/**
 * @param {string} file
 * @param {string} root the checkout; in a copy of one, its claims name processes of the original and do not count
 * @returns {Claim | null}
 */
export function readClaim(file, root) {
  try {
    const claim = JSON.parse(readFileSync(file, "utf8"));
    return claim.root === root && Array.isArray(claim.members) ? claim : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && "code" in error && error.code === code;
}
