import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { AT_ONCE, type ClaimedDelivery, claimDeliveries, endpointsWithWork } from "@/lib/events/deliver/claim";
import { withinShare } from "@/lib/events/deliver/database-share";
import { finishAttempt } from "@/lib/events/deliver/finish";
import { eventBody, webhookId } from "@/lib/events/deliver/message";
import { send } from "@/lib/events/deliver/send";
import { signedHeaders } from "@/lib/events/deliver/sign";
import { endpointKey } from "@/lib/events/endpoints/secret";
import { publishEvents } from "@/lib/events/publish";
import { log } from "@/lib/log";

/** The pause between two looks for new events, in milliseconds. */
const INTERVAL_MS = 1_000;

/** Deliveries that end within this time, in milliseconds, are followed by one claim instead of one each. */
const GROUP_MS = 20;

/** A timer that rings later than this, in milliseconds, says that the server is busy. */
const TOLERATED_MS = 10;

/** How many times as long as the timer was late the deliveries wait. */
const PATIENCE_FACTOR = 10;

/** The endpoints for which this server is working: a slow one does not keep another one waiting. */
const busy = new Set<string>();

/**
 * Publishes and delivers events from now on, beside the sweep and the jobs. Any number of servers may do so. It never
 * resolves: a server that ends leaves its leases to end, and another one delivers again.
 */
export async function startDelivering(): Promise<never> {
  for (;;) {
    await deliverOnce().catch((error: unknown) => log.error({ err: error }, "events could not be delivered"));
    await pause(INTERVAL_MS, undefined, { ref: false });
  }
}

/** Publishes new events, and begins to work for each endpoint that has deliveries and is not being worked for here. */
async function deliverOnce(): Promise<void> {
  while ((await publishEvents()) > 0);
  for (const endpointId of await endpointsWithWork()) {
    if (!busy.has(endpointId)) void workFor(endpointId);
  }
}

/** Delivers to one endpoint until nothing is due for it. */
export async function workFor(endpointId: string): Promise<void> {
  busy.add(endpointId);
  try {
    const running = new Set<Promise<void>>();
    for (;;) {
      const claimed = await withinShare(() => claimDeliveries(endpointId, AT_ONCE - running.size));
      for (const delivery of claimed) {
        const run: Promise<void> = deliver(endpointId, delivery).finally(() => running.delete(run));
        running.add(run);
      }
      if (running.size === 0) return;
      await Promise.race(running);
      await giveWay();
    }
  } catch (error) {
    log.error({ err: error, endpointId }, "the events of an endpoint could not be delivered");
  } finally {
    busy.delete(endpointId);
  }
}

/**
 * Waits a moment, and longer while requests keep this server busy: then the timer rings late. A notification that is not
 * acknowledged is lost, and an event can wait.
 */
async function giveWay(): Promise<void> {
  const begun = performance.now();
  await pause(GROUP_MS);
  const late = performance.now() - begun - GROUP_MS;
  if (late > TOLERATED_MS) await pause(Math.min(late * PATIENCE_FACTOR, INTERVAL_MS));
}

/** Sends an event once. An error leaves it leased, so it is tried again when the lease is over. */
async function deliver(endpointId: string, delivery: ClaimedDelivery): Promise<void> {
  try {
    const body = eventBody(delivery);
    const message = { id: webhookId(delivery.publicId), sentAt: new Date(), body };
    const headers = signedHeaders(message, keysOf(endpointId, delivery));
    const attempt = await send(delivery.url, headers, body);
    await withinShare(() => finishAttempt({ ...delivery, endpointId }, attempt));
  } catch (error) {
    log.error({ err: error, endpointId }, "the delivery of an event failed");
  }
}

function keysOf(endpointId: string, { sealedSecret, sealedFormerSecret }: ClaimedDelivery): Buffer[] {
  const secrets = sealedFormerSecret ? [sealedSecret, sealedFormerSecret] : [sealedSecret];
  return secrets.map((secret) => endpointKey(secret, endpointId));
}
