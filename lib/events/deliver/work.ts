import "server-only";
import type { KeyObject } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "@/lib/errors/app-error";
import { withinShare } from "@/lib/events/deliver/database-share";
import { Lanes } from "@/lib/events/deliver/lanes";
import { type Endpoint, FRESH_MS, type Lease, releaseEndpoint } from "@/lib/events/deliver/lease";
import { eventBody, webhookId } from "@/lib/events/deliver/message";
import { type Delivery, dueDeliveries, nextEvents } from "@/lib/events/deliver/next";
import { gather, mayBegin } from "@/lib/events/deliver/pace";
import { type Outcome, recordOutcomes } from "@/lib/events/deliver/record";
import { send } from "@/lib/events/deliver/send";
import { signedHeaders } from "@/lib/events/deliver/sign";
import { endpointKey } from "@/lib/events/endpoints/secret";
import { log } from "@/lib/log";

/** How many deliveries are read together, and are in memory. The event of each may have more than 64 KB. */
const BATCH = 100;

/** The pause before a query that failed is tried again, in milliseconds. */
const RETRY_MS = 1_000;

/** Work for one endpoint. */
export type Work = {
  /**
   * Resolves when nothing is due or the server ends, or another server has the endpoint. It rejects with any error of the
   * database or of a secret.
   */
  done: Promise<void>;
  /** Tells it that there may be something new, that requests may begin, or that the server ends. */
  look: () => void;
};

/**
 * Begins to send an endpoint all that is due for it, `AT_ONCE` requests at a time. Beside them, what has ended is recorded
 * and what is next is read, many in one transaction, at the pace of `pace.ts`. A query that fails is tried again while the lease is fresh. After that,
 * the lease is left to end, and what is not recorded is sent again: a pause keeps it from being sent again and again.
 * @param ending when aborted, no request begins any more, and the endpoint is given back when those that run are recorded
 * @throws AppError `seal_key_missing` or `seal_broken`
 */
export function beginWork({ lease, endpoint }: { lease: Lease; endpoint: Endpoint }, ending: AbortSignal): Work {
  let now = endpoint;
  let keys = keysOf(lease, endpoint);
  let readUntil = endpoint.position;
  let renewedAt = performance.now();
  let isOver = false;
  // A request that began later might outlast the lease.
  const isFresh = () => performance.now() - renewedAt < FRESH_MS;
  const isEnding = () => now.isOff || ending.aborted;
  const isOpen = () => mayBegin() && !isOver && !isEnding() && isFresh();
  const lanes = new Lanes((delivery) => deliver(now.url, keys, delivery), isOpen);

  const read = async (most: number): Promise<void> => {
    const open = lanes.open.map(({ eventId }) => eventId);
    const due = await dueDeliveries(lease.endpointId, open, most);
    lanes.add(due);
    if (due.length === most) return;
    const place = { endpointId: lease.endpointId, types: now.types, after: readUntil };
    const next = await nextEvents(place, most - due.length);
    lanes.add(next.deliveries);
    readUntil = next.until;
  };
  const record = async (): Promise<boolean> => {
    const asked = performance.now();
    const outcomes = lanes.takeEnded();
    const recorded = await recordOutcomes(lease, outcomes, lanes.settledUntil(readUntil)).catch((error: unknown) => {
      lanes.putBack(outcomes);
      throw error;
    });
    if (!recorded) return false;
    now = recorded;
    keys = keysOf(lease, recorded);
    renewedAt = asked;
    return true;
  };
  const insist = async <Result>(query: () => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await withinShare(query);
      } catch (error) {
        // A secret that cannot be read stays so.
        if (error instanceof AppError || !isFresh()) throw error;
        log.warn({ err: error, endpointId: lease.endpointId }, "the deliveries to an endpoint try a query again");
        await pause(RETRY_MS);
      }
    }
  };

  const work = async (): Promise<void> => {
    for (;;) {
      if (!isEnding() && lanes.ahead < BATCH / 2) await insist(() => read(BATCH));
      lanes.begin();
      if (lanes.isIdle && (isEnding() || lanes.ahead === 0)) break;
      await lanes.rung();
      await gather(ending);
      if (!(await insist(record))) return;
    }
    await insist(() => releaseEndpoint(lease, lanes.settledUntil(readUntil)));
  };
  const done = work().finally(() => {
    isOver = true;
  });
  const look = () => {
    lanes.begin();
    lanes.ring();
  };
  return { done, look };
}

function keysOf({ endpointId }: Lease, { sealedSecrets }: Endpoint): KeyObject[] {
  return sealedSecrets.map((secret) => endpointKey(secret, endpointId));
}

/** Sends an event once. */
async function deliver(url: string, keys: KeyObject[], delivery: Delivery): Promise<Outcome> {
  const { publicId, type, at, data } = delivery;
  if (data === null) return { delivery, url, attempt: null };
  const body = eventBody({ type, at, data });
  const headers = signedHeaders({ id: webhookId(publicId), sentAt: new Date(), body }, keys);
  return { delivery, url, attempt: await send(url, headers, body) };
}
