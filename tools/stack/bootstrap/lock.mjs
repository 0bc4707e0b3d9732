import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** Bytes of a socket's name on Linux after the first, see unix(7). */
const LONGEST = 107;

/**
 * A lock is a socket that listens. The system closes it when its last process ends, in whichever way, so no lock
 * outlives `kill -9` and none has to be judged by its age or by a process id. A child that inherits `fd` holds it too.
 * @typedef {{ fd: number, release(): void }} Lock
 *
 * What a holder tells of itself, in its first message.
 * @typedef {{ pid: number, address?: string }} Holder
 */

/**
 * Takes a lock of this checkout. While a lock has no holder that answers, but a child that outlived its holder, this waits.
 * @param {string} name
 * @param {string} [address] told to those who find the lock taken
 * @returns {Promise<{ lock: Lock } | { holder: Holder }>} the lock, or who holds it
 */
export async function take(name, address) {
  for (;;) {
    const lock = await listen(name, { pid: process.pid, address });
    if (lock !== null) return { lock };
    const holder = await findHolder(name);
    if (holder !== null) return { holder };
  }
}

/**
 * Does work that two commands in one checkout must not do at the same time; the second waits and says why.
 * @template T
 * @param {string} name of the lock
 * @param {string} doing what the other one does, as in "installing packages"
 * @param {(lock: Lock) => Promise<T>} work gives the lock's `fd` to its children, so that they hold it as well
 * @returns {Promise<T>}
 */
export async function locked(name, doing, work) {
  let lock = await listen(name, { pid: process.pid });
  if (lock === null) console.log(`  Another command in this folder is ${doing}: waiting for it …`);
  while (lock === null) {
    await untilReleased(name);
    lock = await listen(name, { pid: process.pid });
  }
  try {
    return await work(lock);
  } finally {
    lock.release();
  }
}

/**
 * @param {string} name of a lock
 * @returns {Promise<Holder | null>} who holds it; null when nobody does
 */
export function findHolder(name) {
  return new Promise((resolve) => {
    const socket = visit(name, () => resolve(null));
    socket.once("data", (data) => {
      resolve(JSON.parse(String(data)));
      socket.destroy();
    });
  });
}

/**
 * @param {string} name
 * @returns {Promise<void>}
 */
function untilReleased(name) {
  return new Promise((resolve) => void visit(name, resolve).resume());
}

/**
 * Connects to a lock.
 * @param {string} name
 * @param {() => void} onGone called when nobody holds it, at once or later
 */
function visit(name, onGone) {
  const address = addressOf(name);
  return connect(address)
    .on("close", onGone)
    .on("error", (error) => {
      // Elsewhere than on Linux, a socket's file stays when its process is killed.
      const isFile = !address.startsWith("\0");
      if (isFile && "code" in error && error.code === "ECONNREFUSED") rmSync(address, { force: true });
    });
}

/**
 * @param {string} name
 * @param {Holder} holder
 * @returns {Promise<Lock | null>} null when it is taken
 */
function listen(name, holder) {
  /** @type {Set<import("node:net").Socket>} */
  const visitors = new Set();
  const server = createServer((socket) => {
    visitors.add(socket);
    socket.on("error", () => {}).on("close", () => visitors.delete(socket));
    // The connection stays open until the release, which is how others learn of that.
    socket.unref().write(JSON.stringify(holder));
  });
  const release = () => {
    server.close();
    for (const socket of visitors) socket.destroy();
  };
  return new Promise((resolve, reject) => {
    server.once("error", (error) => ("code" in error && error.code === "EADDRINUSE" ? resolve(null) : reject(error)));
    server.listen(addressOf(name), () => resolve({ fd: descriptorOf(server), release }));
    server.unref();
  });
}

/**
 * @param {import("node:net").Server} server
 * @returns {number}
 */
function descriptorOf(server) {
  // Node has no public name for it.
  const fd = Reflect.get(Object(Reflect.get(server, "_handle")), "fd");
  if (!Number.isInteger(fd)) throw new Error("This Node does not tell the descriptor of a server.");
  return fd;
}

/**
 * On Linux a name that begins with a zero byte is no file: it is free as soon as nobody listens. Node 20 fills such a
 * name with zero bytes and Node 24 does not, so it has the full length, at which both mean the same.
 * @param {string} name
 */
function addressOf(name) {
  const id = createHash("sha256").update(`${root}\0${name}`).digest("hex").slice(0, 32);
  const file = `receipthero-connect-${id}`;
  return process.platform === "linux" ? `\0${file.padEnd(LONGEST, "-")}` : join(tmpdir(), file);
}
