import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connectOnce, type Visitor } from "./visitors.ts";

/** As ReceiptHero's sender in the sandbox: after this time without an answer, it gives up. In milliseconds. */
const ANSWER_WITHIN_MS = 10_000;

/** How many notifications are on their way at once while the greatest rate is measured. */
const SENDERS = 16;

/** The pause between two visits of one visitor, in milliseconds. */
const VISIT_PAUSE_MS = 400;

/** One request or visit: when it began and ended (milliseconds since the epoch), and whether it succeeded. */
type Attempt = { begun: number; ended: number; isOk: boolean };

/** Where notifications go, and the connections that they are about. */
export type Target = { url: string; webhookKey: string; connections: string[] };

/** Notifications at a steady rate, and visitors that connect. */
export type Load = {
  /** The receipt IDs of the notifications that were acknowledged with 200. */
  acknowledged: Set<string>;
  notifications: Attempt[];
  visits: (Attempt & { label: string })[];
  /** Begins nothing more, and waits for what is on its way. */
  stop(): Promise<void>;
};

/**
 * The rate that the servers sustain.
 * @param seconds how long to measure
 * @returns notifications per second
 */
export async function measureRate(target: Target, seconds: number): Promise<number> {
  const end = Date.now() + seconds * 1_000;
  let count = 0;
  const sender = async () => {
    while (Date.now() < end) if (await send(target, randomUUID())) count += 1;
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return count / seconds;
}

/**
 * Sends notifications at a rate that does not depend on the answers, and lets each visitor connect again and again.
 * @param rate notifications per second
 */
export function startLoad(target: Target, rate: number, visitors: Visitor[]): Load {
  const load = { acknowledged: new Set<string>(), notifications: [] as Attempt[], visits: [] as Load["visits"] };
  const running = new Set<Promise<void>>();
  let isStopped = false;

  const notify = async () => {
    const receiptId = randomUUID();
    const attempt = await timed(() => send(target, receiptId));
    if (attempt.isOk) load.acknowledged.add(receiptId);
    load.notifications.push(attempt);
  };
  const track = (work: Promise<void>) => {
    running.add(work);
    void work.finally(() => running.delete(work));
  };
  const sendSteadily = async () => {
    const begun = Date.now();
    for (let sent = 0; !isStopped; await sleep(10)) {
      for (; sent < ((Date.now() - begun) / 1_000) * rate; sent++) track(notify());
    }
  };
  const visit = async (visitor: Visitor, number: number) => {
    for (let count = 0; !isStopped; count++) {
      const label = `Visitor ${number}, visit ${count}`;
      const attempt = await timed(() => connectOnce(target.url, visitor, label).then(() => true));
      load.visits.push({ ...attempt, label });
      await sleep(VISIT_PAUSE_MS);
    }
  };
  track(sendSteadily());
  for (const [number, visitor] of visitors.entries()) track(visit(visitor, number));
  return {
    ...load,
    async stop() {
      isStopped = true;
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function send({ url, webhookKey, connections }: Target, receiptId: string): Promise<boolean> {
  const response = await fetch(`${url}/api/receipthero/webhook`, {
    method: "POST",
    headers: { Authorization: `Token ${webhookKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      notification_type: "receipt_notification",
      receipthero_id: connections[Math.floor(Math.random() * connections.length)],
      receipt_id: receiptId,
      partner_metadata: { branch: "Kamppi" },
    }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  await response.arrayBuffer();
  return response.status === 200;
}

async function timed(work: () => Promise<boolean>): Promise<Attempt> {
  const begun = Date.now();
  const isOk = await work().catch(() => false);
  return { begun, ended: Date.now(), isOk };
}

/** The answers that users and ReceiptHero got in a time. */
export type Seen = {
  /** The longest time without an acknowledged notification, and the time from the begin to the last refusal: in seconds. */
  silence: number;
  lastRefusal: number;
  sent: number;
  refused: number;
  visits: number;
  failedVisits: number;
};

/**
 * Sums up a time.
 * @param from in milliseconds since the epoch
 */
export function sumUp({ notifications, visits }: Load, from: number, to: number): Seen {
  const within = <A extends Attempt>(attempts: A[]) => attempts.filter(({ begun }) => begun >= from && begun < to);
  const successes = notifications
    .filter(({ ended, isOk }) => isOk && ended >= from && ended < to)
    .map(({ ended }) => ended)
    .sort((a, b) => a - b);
  const moments = [from, ...successes, to];
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment));
  const refused = within(notifications).filter(({ isOk }) => !isOk);
  return {
    silence: Math.max(...gaps) / 1_000,
    lastRefusal: Math.max(0, ...refused.map(({ begun }) => begun - from)) / 1_000,
    sent: within(notifications).length,
    refused: refused.length,
    visits: within(visits).length,
    failedVisits: within(visits).filter(({ isOk }) => !isOk).length,
  };
}
