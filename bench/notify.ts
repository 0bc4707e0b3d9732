import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import type pg from "pg";
import { Problem } from "../tools/stack/bootstrap/report.mjs";

// Notifications under load, as ReceiptHero would send them.

/** A receiver of notifications. */
export type Target = { name: string; url: string };
export type Round = { requests: number; p50: number; p99: number };

/** Adds the connections that the notifications name. */
export async function addConnections(client: pg.Client): Promise<void> {
  await client.query(
    `WITH merchant AS (INSERT INTO "Merchant" (name) VALUES ('Bench') RETURNING id)
     INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     SELECT 'connection-' || n, merchant.id, 'Bench', '{receipt:read}', '{"branch": "Kamppi"}', 'never opened'
       FROM merchant, generate_series(0, 999) n`,
  );
}

/** Sends notifications, each of another receipt, over several sockets for some seconds. */
export async function notify(
  { name, url }: Target,
  key: string,
  connections: number,
  duration: number,
): Promise<Round> {
  const body = JSON.stringify({
    notification_type: "receipt_notification",
    receipthero_id: `connection-${Math.floor(Math.random() * 1000)}`,
    receipt_id: "[<id>]",
    partner_metadata: { branch: "Kamppi" },
  });
  const headers = { "Content-Type": "application/json", Authorization: `Token ${key}` };
  const result = await autocannon({ url, method: "POST", headers, body, idReplacement: true, connections, duration });
  const failed = result.non2xx + result.errors;
  if (failed > 0) throw new Problem(`${name}: ${failed} requests failed.`);
  return { requests: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

/** The work that one round left must not slow down the next. */
export async function untilProcessed(client: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(`SELECT FROM "Notification" WHERE state = 'PENDING' LIMIT 1`);
    if (rowCount === 0) return;
    await sleep(100);
  }
}
