import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./paths.mjs";
import { take, writeClaim } from "./pid-lock.mjs";
import { identify, isAlive } from "./process-identity.mjs";

const POLL = 300; // ms

/**
 * Does work that two commands in one checkout must not do at the same time; the second waits and is told why.
 * @template T
 * @param {string} name of the lock, as in "install"
 * @param {string} what the other one is doing, as in "installing packages"
 * @param {(alsoHeldBy: (pid: number | undefined) => void) => Promise<T>} work may name a child, so that the lock is held
 * for as long as that child runs, even when this process is killed
 * @returns {Promise<T>}
 */
export async function locked(name, what, work) {
  const file = join(root, ".data", `${name}.lock`);
  /** @type {import("./pid-lock.mjs").Claim} */
  const claim = { root, members: [] };
  /** @param {number | undefined} pid */
  const alsoHeldBy = (pid) => {
    const identity = pid === undefined ? null : identify(pid);
    if (identity !== null) claim.members.push({ ...identity, name, kind: "program" });
  };
  alsoHeldBy(process.pid);

  let told = false;
  while ("holder" in take(file, claim, (other) => other.members.some(isAlive))) {
    if (!told) console.log(`  Another command in this folder is ${what}: waiting for it …`);
    told = true;
    await sleep(POLL);
  }
  try {
    return await work((pid) => {
      alsoHeldBy(pid);
      writeClaim(file, claim);
    });
  } finally {
    rmSync(file, { force: true });
  }
}
