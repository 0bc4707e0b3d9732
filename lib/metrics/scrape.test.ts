import { register } from "prom-client";
import { expect } from "vitest";
import { env } from "@/lib/env";
import { countCallback } from "@/lib/metrics/counts";
import { scrape } from "@/lib/metrics/scrape";
import { findScraper } from "@/lib/metrics/scraper";
import { startOver } from "@/test/connect";
import { addConnection, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

const TOKEN = "a-token-of-24-characters-";

test.beforeEach(async ({ database, sandbox }) => {
  env().METRICS_TOKEN = TOKEN;
  register.resetMetrics();
  await startOver(database, sandbox);
});

test("only the whole token makes a scraper", () => {
  expect(findScraper(`Bearer ${TOKEN}`)).not.toBeNull();
  for (const wrong of [null, "", TOKEN, "Bearer", `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Token ${TOKEN}`]) {
    expect(findScraper(wrong), String(wrong)).toBeNull();
  }
  env().METRICS_TOKEN = undefined;
  expect(findScraper(`Bearer ${TOKEN}`)).toBeNull();
  expect(findScraper("Bearer undefined")).toBeNull();
});

test("the metrics count the connections, what is unfinished, and what happened in this process", async ({
  database,
}) => {
  const { merchant } = await createOwner(database);
  await addConnection(database, merchant.id);
  countCallback("connected");
  countCallback("connected");
  const lines = await read();
  expect(lines).toContain('rhc_connections{health="healthy"} 1');
  expect(lines).toContain('rhc_callbacks_total{outcome="connected"} 2');
  expect(lines).toContain("rhc_database_up 1");
  expect(lines).toContain('rhc_webhook_endpoints{state="on"} 0');
  expect(lines.some((line) => line.startsWith('rhc_database_connections{pool="usual",state="idle"}'))).toBe(true);
  expect(lines.some((line) => line.startsWith("nodejs_eventloop_lag_p99_seconds "))).toBe(true);
});

test("a state that is left no longer counts, and the oldest notification has its age", async ({ database }) => {
  await database.client.query(`
    INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, "firstReceivedAt")
    VALUES ('one', 'unknown', 'x', '{}', now() - interval '1 hour')`);
  const before = await read();
  expect(before).toContain('rhc_notifications{state="pending"} 1');
  const age = Number(before.find((line) => line.startsWith("rhc_notifications_oldest_seconds"))?.split(" ")[1]);
  expect(age).toBeGreaterThanOrEqual(3_600);
  await database.client.query(`UPDATE "Notification" SET state = 'DONE', "processedAt" = now()`);
  expect((await read()).filter((line) => line.startsWith("rhc_notifications"))).toEqual([]);
});

async function read(): Promise<string[]> {
  const scraper = findScraper(`Bearer ${TOKEN}`);
  if (!scraper) throw new Error("the token is not known");
  return (await scrape(scraper)).body.split("\n");
}
