import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";
import type { Application } from "../environment.ts";
import { notify, type Round, untilProcessed } from "../notify.ts";
import { median, printTable } from "../table.ts";

const ENDPOINTS = 3;
const ROUNDS = 5;
const CONNECTIONS = 16;

/** Seconds. */
const WARM_UP = 3;
const MEASURED = 5;

/** A server that looks for endpoints has found them after this time, in milliseconds. */
const SETTLED_MS = 2_000;

type Setting = {
  client: pg.Client;
  application: Application;
  key: string;
  /** Creates an endpoint. */
  subscribe: () => Promise<void>;
  /** How many events the endpoints have taken. */
  taken: () => Promise<number>;
};

/** `during` counts the deliveries of the round's seconds; the delays of its events are in seconds. */
type Subscribed = Round & { during: number; delay: number; longest: number };

/**
 * The webhook with and without endpoints, in turn, so that other load on the machine affects both. The order changes with
 * each round, so neither profits from being the second. What a round left to deliver is delivered before the next one.
 */
export async function compareWebhook(setting: Setting): Promise<void> {
  const { client, application, key } = setting;
  const target = { name: "this webhook", url: `${application.url}/api/receipthero/webhook` };
  const measure = () => notify(target, key, CONNECTIONS, MEASURED);
  await notify(target, key, CONNECTIONS, WARM_UP);
  const without: Round[] = [];
  const subscribed: Subscribed[] = [];
  const alone = async () => {
    await sleep(SETTLED_MS);
    without.push(await measure());
    await untilProcessed(client);
  };
  const withEndpoints = async () => {
    subscribed.push(await measureSubscribed(setting, measure));
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const part of round % 2 === 0 ? [alone, withEndpoints] : [withEndpoints, alone]) await part();
  }
  print(without, subscribed);
}

async function measureSubscribed(
  { client, subscribe, taken }: Setting,
  measure: () => Promise<Round>,
): Promise<Subscribed> {
  for (let endpoint = 0; endpoint < ENDPOINTS; endpoint++) await subscribe();
  await sleep(SETTLED_MS);
  const former = await taken();
  const round = await measure();
  const during = (await taken()) - former;
  await untilProcessed(client);
  await untilDelivered(client);
  const { rows } = await client.query<{ delay: number; longest: number }>(
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY s)::float8 AS delay, max(s)::float8 AS longest
       FROM (SELECT extract(epoch FROM a."startedAt" - e.at) AS s
               FROM "EventDelivery" d JOIN "Event" e ON e.id = d."eventId" JOIN "EventAttempt" a ON a."deliveryId" = d.id) delays`,
  );
  await client.query(`DELETE FROM "WebhookEndpoint"`);
  const [delays] = rows;
  if (!delays) throw new Problem("Nothing was delivered.");
  return { ...round, ...delays, during };
}

/** Each endpoint has a delivered row for each event. */
async function untilDelivered(client: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(
      `SELECT FROM "WebhookEndpoint" WHERE position < (SELECT max(position) FROM "Event")
        UNION ALL SELECT FROM "Event" WHERE position IS NULL`,
    );
    if (rowCount === 0) return;
    await sleep(200);
  }
}

function print(without: Round[], subscribed: Subscribed[]): void {
  const of = <One>(rounds: One[], figure: (round: One) => number) => median(rounds.map(figure));
  const row = (name: string, rounds: Round[]) => [
    name,
    of(rounds, ({ requests }) => requests).toFixed(0),
    of(rounds, ({ p50 }) => p50).toFixed(1),
    of(rounds, ({ p99 }) => p99).toFixed(1),
  ];
  console.log(`\n── the webhook, ${CONNECTIONS} connections: medians of ${ROUNDS} rounds of ${MEASURED} s ──`);
  printTable(
    ["", "requests/s", "p50 ms", "p99 ms"],
    [row("no endpoint", without), row(`${ENDPOINTS} endpoints`, subscribed)],
  );
  const ratios = without.map(({ requests }, round) => (subscribed[round]?.requests ?? 0) / requests);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
  console.log(
    `${median(ratios).toFixed(2)} of it with ${ENDPOINTS} endpoints: the median of ${ROUNDS} pairs, ${least} to ${most}`,
  );
  const perSecond = of(subscribed, ({ during }) => during / MEASURED).toFixed(0);
  const delay = of(subscribed, (round) => round.delay).toFixed(1);
  const longest = of(subscribed, (round) => round.longest).toFixed(1);
  console.log(
    `Deliveries: ${perSecond} a second under that load. An event waited ${delay} s (median), ${longest} s at most.`,
  );
}
