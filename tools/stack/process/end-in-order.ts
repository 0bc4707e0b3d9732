import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;

// A program is ended with the process group that it leads. The application first finishes what is running, and at a
// SIGINT it does not wait for a load balancer (lib/http/server/stop-at-signal.ts). PostgreSQL's parts mind signals of their own, so only its
// first process is told: SIGINT means "cut the connections and finish", SIGQUIT "at once, and recover at the next start".
const WAYS = {
  program: { ask: "SIGTERM", force: "SIGKILL", graceMs: 10_000, group: true },
  application: { ask: "SIGINT", force: "SIGKILL", graceMs: 35_000, group: true },
  postgres: { ask: "SIGINT", force: "SIGQUIT", graceMs: 30_000, group: false },
} as const;

/** A process that a command has started; its kind says how to end it. */
export type Member = { pid: number; kind: keyof typeof WAYS };

/** Ends processes one after the other, the last started first: asks, waits, and forces what does not go. */
export async function endInOrder(members: Member[]): Promise<void> {
  for (const member of members.toReversed()) {
    const { ask, force, graceMs } = WAYS[member.kind];
    if (!tell(member, ask)) continue;
    await isGone(member, graceMs);
    // Also what a program that is gone left in its group.
    if (tell(member, force)) await isGone(member, graceMs);
  }
}

/** Ends processes at once, without waiting for any of them. */
export function endAtOnce(members: Member[]): void {
  for (const member of members.toReversed()) tell(member, WAYS[member.kind].force);
}

/** Gives whether the process, or its group, was there to be told. */
function tell({ pid, kind }: Member, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(WAYS[kind].group ? -pid : pid, signal);
  } catch {
    return false;
  }
}

async function isGone({ pid }: Member, withinMs: number): Promise<void> {
  const alone: Member = { pid, kind: "postgres" };
  for (const end = Date.now() + withinMs; Date.now() < end && tell(alone, 0); ) await sleep(POLL_MS);
}
