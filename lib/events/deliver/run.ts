import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { withinShare } from "@/lib/events/deliver/database-share";
import { endpointsWithWork, leaseEndpoint } from "@/lib/events/deliver/lease";
import { keepPace } from "@/lib/events/deliver/pace";
import { beginWork, type Work } from "@/lib/events/deliver/work";
import { PUBLISHED_AT_ONCE, publishEvents } from "@/lib/events/publish";
import { log } from "@/lib/log";

/** The pause between two looks for new events, in milliseconds. */
const INTERVAL_MS = 1_000;

/** The work of this server, for one endpoint each: a slow one does not keep another one waiting. */
const works = new Set<Work>();

/**
 * Publishes and delivers events from now on, beside the sweep and the jobs. Any number of servers may do so.
 * @returns ends it: no request begins any more, and it resolves when those that run are recorded and other servers may go on
 */
export function startDelivering(): () => Promise<void> {
  const ending = new AbortController();
  const look = () => {
    for (const work of works) work.look();
  };
  void keepPace(ending.signal, look);
  void deliverUntil(ending.signal);
  return async () => {
    ending.abort();
    look();
    // The errors are logged where the work began.
    await Promise.allSettled([...works].map(({ done }) => done));
  };
}

async function deliverUntil(ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    await deliverOnce(ending).catch((error: unknown) => log.error({ err: error }, "events could not be delivered"));
    await pause(INTERVAL_MS, undefined, { ref: false });
  }
}

/** Publishes new events, and begins to work for each endpoint that gets some and that no server works for. */
async function deliverOnce(ending: AbortSignal): Promise<void> {
  // Fewer were all that there were. A few more come all the time, and must not keep this from going on.
  while ((await publishEvents()) === PUBLISHED_AT_ONCE);
  for (const work of works) work.look();
  const endpointIds = await endpointsWithWork();
  if (ending.aborted) return;
  for (const endpointId of endpointIds) void workFor(endpointId, ending);
}

/** Delivers to one endpoint until nothing is due for it or the server ends, unless another server does. */
export async function workFor(endpointId: string, ending = new AbortController().signal): Promise<void> {
  try {
    const leased = await withinShare(() => leaseEndpoint(endpointId));
    if (!leased) return;
    const work = beginWork(leased, ending);
    works.add(work);
    await work.done.finally(() => works.delete(work));
  } catch (error) {
    log.error({ err: error, endpointId }, "the events of an endpoint could not be delivered");
  }
}
