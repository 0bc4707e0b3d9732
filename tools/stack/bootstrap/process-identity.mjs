import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A process that can be recognised later. A pid alone is used again by the system, after a restart within seconds.
 * @typedef {{ pid: number, started: string }} Identity
 */

/**
 * @param {number} pid
 * @returns {Identity | null} null when no such process runs
 */
export function identify(pid) {
  const started = process.platform === "linux" ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === null ? null : { pid, started };
}

/**
 * @param {Identity} identity
 * @returns {boolean} whether that very process still runs; one that waits to be reaped by its parent does not
 */
export function isAlive(identity) {
  return identify(identity.pid)?.started === identity.started;
}

/**
 * @param {number} pid
 * @returns {string | null}
 */
function startedOnLinux(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name comes second, in parentheses, and may hold anything; what follows it is state, ppid, …
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${fields[19]}`;
  } catch {
    return null;
  }
}

/**
 * @param {number} pid
 * @returns {string | null}
 */
function startedElsewhere(pid) {
  const { status, stdout } = spawnSync("ps", ["-o", "stat=", "-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  const [, state = "Z", started = ""] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout ?? "") ?? [];
  return status !== 0 || state.startsWith("Z") ? null : started;
}
