import { setTimeout as sleep } from "node:timers/promises";
import type { Member } from "./bootstrap/pid-lock.mjs";
import { isAlive } from "./bootstrap/process-identity.mjs";

const POLL = 50; // ms

// A program is ended with the process group that it leads. PostgreSQL's parts mind signals of their own, so only its
// first process is told: SIGINT means "cut the connections and finish", SIGQUIT "at once, and recover at the next start".
const WAYS = {
  program: { ask: "SIGTERM", force: "SIGKILL", grace: 10_000, group: true },
  postgres: { ask: "SIGINT", force: "SIGQUIT", grace: 30_000, group: false },
} as const;

/** Ends processes one after the other, the last started first: asks, waits, and forces what does not go. */
export async function endInOrder(members: Member[]): Promise<void> {
  for (const member of members.toReversed()) {
    const { ask, force, grace } = WAYS[member.kind];
    if (!tell(member, ask)) continue;
    if (await isGone(member, grace)) continue;
    tell(member, force);
    await isGone(member, grace);
  }
}

/** Ends processes at once, without waiting for any of them. */
export function endAtOnce(members: Member[]): void {
  for (const member of members.toReversed()) tell(member, WAYS[member.kind].force);
}

/** Gives whether the process was there to be told. */
function tell(member: Member, signal: NodeJS.Signals): boolean {
  if (!isAlive(member)) return false;
  try {
    process.kill(WAYS[member.kind].group ? -member.pid : member.pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function isGone(member: Member, timeout: number): Promise<boolean> {
  for (const end = Date.now() + timeout; Date.now() < end; await sleep(POLL)) {
    if (!isAlive(member)) return true;
  }
  return false;
}
