import "server-only";
import { collectDefaultMetrics, Gauge, register } from "prom-client";
import { countByHealth } from "@/lib/connections/health/count";
import { db, poolUse } from "@/lib/db/client";
import { env } from "@/lib/env";
import { UNSENT } from "@/lib/events/deliver/next";
import { keyUse } from "@/lib/key-rotation/key-use";
import { log } from "@/lib/log";
import { metric } from "@/lib/metrics/metric";
import type { Scraper } from "@/lib/principal";

/** A gauge that `scrape` sets. */
const gauge = (name: string, help: string, ...labelNames: string[]) =>
  metric(name, () => new Gauge({ name, help, labelNames }));

const up = gauge("rhc_database_up", "1 while the database answers. The other gauges of the database need it.");
const connections = gauge("rhc_connections", "Connections by health.", "health");
const notifications = gauge("rhc_notifications", "Notifications that are not processed, by state.", "state");
const oldest = gauge("rhc_notifications_oldest_seconds", "Age of the oldest notification of each state.", "state");
const jobs = gauge("rhc_jobs", "Background jobs that wait, run or failed, by kind.", "kind");
const lag = gauge("rhc_jobs_lag_seconds", "For how long the oldest job of each kind has been due.", "kind");
const dead = gauge("rhc_jobs_given_up", "Background jobs that failed for the last time, by kind.", "kind");
const endpoints = gauge("rhc_webhook_endpoints", "Webhook endpoints: on, failing or off.", "state");
const deliveries = gauge("rhc_event_deliveries_pending", "Deliveries of events that are still to be made.");
const former = gauge("rhc_rows_of_former_keys", "Rows that need a key of TOKEN_KEYS that no longer seals.", "key");
const pool = gauge("rhc_database_connections", "This server's connections to the database, by pool.", "pool", "state");

/**
 * The metrics of this server and of its database, in the text format of Prometheus. While the database does not answer,
 * its gauges are missing, and `rhc_database_up` is 0.
 */
export function scrape(scraper: Scraper): Promise<{ body: string; contentType: string }> {
  // Two at once would empty each other's gauges.
  running ??= scrapeAlone(scraper).finally(() => {
    running = null;
  });
  return running;
}

let running: Promise<{ body: string; contentType: string }> | null = null;

async function scrapeAlone(scraper: Scraper): Promise<{ body: string; contentType: string }> {
  metric("process_cpu_seconds_total", () => {
    collectDefaultMetrics();
    return register.getSingleMetric("process_cpu_seconds_total") ?? up;
  });
  for (const one of [connections, notifications, oldest, jobs, lag, dead, endpoints, deliveries, former]) one.reset();
  try {
    await readDatabase(scraper);
    up.set(1);
    await countFormerKeys(scraper).catch((error: unknown) =>
      log.warn({ err: error }, "the rows of former keys could not be counted"),
    );
  } catch (error) {
    log.warn({ err: error }, "the metrics of the database could not be read");
    up.set(0);
  }
  for (const { name, open, idle, waiting } of poolUse()) {
    pool.set({ pool: name, state: "busy" }, open - idle);
    pool.set({ pool: name, state: "idle" }, idle);
    pool.set({ pool: name, state: "wanted" }, waiting);
  }
  return { body: await register.metrics(), contentType: register.contentType };
}

/** How many rows still need a former key. Counting takes about 0.2 s a million rows, so it happens only with one. */
async function countFormerKeys(scraper: Scraper): Promise<void> {
  if (env().TOKEN_KEYS.length < 2) return;
  for (const { id, state, rows } of await keyUse(scraper)) if (state !== "seals") former.set({ key: id }, rows);
}

/** Each statement reads counters, a partial index, or a table that stays small. */
async function readDatabase(scraper: Scraper): Promise<void> {
  const byHealth = await countByHealth(scraper);
  for (const [health, count] of Object.entries(byHealth)) connections.set({ health }, count);

  const byState = await db().$queryRaw<{ state: string; count: number; age: number }[]>`
    SELECT state, count(*)::int AS count, extract(epoch FROM now() - min("firstReceivedAt"))::float AS age
      FROM "Notification" WHERE state IN ('PENDING', 'WAITING', 'FAILED') GROUP BY state`;
  for (const { state, count, age } of byState) {
    notifications.set({ state: state.toLowerCase() }, count);
    oldest.set({ state: state.toLowerCase() }, age);
  }

  const byKind = await db().$queryRaw<{ kind: string; count: number; lag: number | null; dead: number }[]>`
    SELECT task_identifier AS kind, count(*)::int AS count,
           extract(epoch FROM now() - min(run_at) FILTER (WHERE run_at < now() AND attempts < max_attempts))::float AS lag,
           (count(*) FILTER (WHERE attempts >= max_attempts))::int AS dead
      FROM graphile_worker.jobs GROUP BY task_identifier`;
  for (const { kind, ...job } of byKind) {
    jobs.set({ kind }, job.count);
    lag.set({ kind }, job.lag ?? 0);
    dead.set({ kind }, job.dead);
  }

  const [events] = await db().$queryRaw<[Record<"on" | "failing" | "off" | "pending", number>]>`
    SELECT (count(*) FILTER (WHERE "disabledAt" IS NULL AND "failingSince" IS NULL))::int AS "on",
           (count(*) FILTER (WHERE "disabledAt" IS NULL AND "failingSince" IS NOT NULL))::int AS failing,
           (count(*) FILTER (WHERE "disabledAt" IS NOT NULL))::int AS off,
           (SELECT count(*)::int FROM "EventDelivery" WHERE state = 'PENDING')
             + (SELECT count(*)::int FROM "WebhookEndpoint" w, ${UNSENT} AND w."disabledAt" IS NULL) AS pending
      FROM "WebhookEndpoint"`;
  for (const state of ["on", "failing", "off"] as const) endpoints.set({ state }, events[state]);
  deliveries.set(events.pending);
}
