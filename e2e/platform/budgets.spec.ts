import type { BrowserContext } from "@playwright/test";
import { type PageWeight, weighPage } from "../../tools/page-weight.ts";
import { type Collector, startCollector } from "../fixtures/collector.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { LIST, seedConnections } from "../fixtures/connection-list.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

/**
 * The most that a page may weigh, in thousands of bytes, and the most statements of a request. `files`: styles and
 * fonts. docs/performance.md says how they are counted, and what stands behind them.
 */
type Budget = Record<"html" | "compressed" | "flight" | "scripts" | "files" | "statements", number>;

/** The order of the figures in a row of the table. */
const budget = (html: number, compressed: number, flight: number, statements: number, scripts = 155): Budget => ({
  html,
  compressed,
  flight,
  statements,
  // A bare page of the same Next has 135.
  scripts,
  files: 36.5,
});

/** Each kind of page, with 50 rows where it has rows. */
const BUDGETS: Record<"visitor" | "admin" | "owner", Record<string, Budget>> = {
  visitor: {
    "/sign-in": budget(24, 7, 18, 1),
  },
  admin: {
    "/admin": budget(33, 8, 19, 6),
    [LIST]: budget(51, 9.6, 22, 5, 160),
    "/admin/notifications": budget(60, 10.4, 30, 5),
    "/admin/audit": budget(87, 19, 46, 5),
    "/admin/merchants": budget(49, 8.6, 25, 4),
    "/admin/users": budget(62.5, 12.5, 32, 4),
  },
  owner: {
    "/settings": budget(79, 19.5, 43, 8),
    "/businesses/<id>/connections": budget(21, 5.2, 14, 4),
    "/businesses/<id>/connections/new": budget(33, 8.7, 23, 3),
    "/businesses/<id>/settings": budget(58, 12.5, 40, 17),
    "/connections/<connection>": budget(38, 9.8, 27, 12),
  },
};

test("no page weighs more than its budget", async ({ openContext, stack }) => {
  const collector = await startCollector();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: "50" };
  try {
    await withServerOfItsOwn(
      stack,
      async (alone) => {
        await fillLists(alone);
        const clients = {
          visitor: await openContext({ baseURL: alone.app.url }),
          admin: await openContext({ baseURL: alone.app.url }),
          owner: await openContext({ baseURL: alone.app.url }),
        };
        await signInAsAdmin(clients.admin, alone);
        await signUpDirectly(clients.owner, alone);
        const connection = await connect(clients.owner);
        const { id } = await alone.database.row<{ id: string }>(
          `SELECT "merchantId" AS id FROM "Connection" WHERE "receiptheroId" = $1`,
          [connection],
        );
        for (const [who, budgets] of Object.entries(BUDGETS)) {
          for (const [route, budget] of Object.entries(budgets)) {
            const path = route.replace("<id>", id).replace("<connection>", connection);
            const weight = await weigh(alone, clients[who as keyof typeof BUDGETS], path, collector);
            const beyond = Object.entries(budget).filter(([name, most]) => weight[name as keyof Budget] > most);
            expect.soft(beyond, `${route} weighs ${JSON.stringify(weight)}`).toEqual([]);
          }
        }
      },
      settings,
    );
  } finally {
    collector.stop();
  }
});

/** Weighs a page at its second request. The first one loads its code, and may renew the session. */
async function weigh(alone: Stack, client: BrowserContext, path: string, collector: Collector): Promise<Budget> {
  const cookies = await client.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  await weighPage(alone.app.url + path, { cookie });
  const known = requestsIn(collector).length;
  const weight = await weighPage(alone.app.url + path, { cookie });
  await expect.poll(() => requestsIn(collector).length).toBeGreaterThan(known);
  return { ...inThousands(weight), statements: statementsOfNewest(collector) };
}

function inThousands({ html, compressed, flight, scripts, styles, fonts }: PageWeight) {
  const bytes = { html, compressed, flight, scripts, files: styles + fonts };
  return Object.fromEntries(Object.entries(bytes).map(([name, size]) => [name, size / 1_000])) as Omit<
    Budget,
    "statements"
  >;
}

const isRender = ({ name }: { name: string }) => name.startsWith("render route (app)");

const requestsIn = (collector: Collector) => collector.spans().filter(isRender);

function statementsOfNewest(collector: Collector): number {
  const newest = requestsIn(collector).at(-1);
  const spans = collector.spans().filter(({ traceId }) => traceId === newest?.traceId);
  return spans.filter(({ attributes }) => "db.query.text" in attributes).length;
}

/** Fills every list with more than a page of rows. */
async function fillLists(stack: Stack): Promise<void> {
  const prefix = await seedConnections(stack, "Kahvila Kevyt Oy", 60);
  await stack.database.rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", "receiptId", payload, state, result, "processedAt")
     SELECT gen_random_uuid()::text, 'receipt_notification', $1 || '-' || lpad(n::text, 6, '0'), 'r-' || n, '{}',
            'DONE', 'stored', now() FROM generate_series(1, 60) n`,
    [prefix],
  );
  await stack.database.rows(
    `WITH merchants AS (INSERT INTO "Merchant" (name) SELECT 'Kioski numero ' || n FROM generate_series(1, 60) n RETURNING id),
          users AS (INSERT INTO "User" (email, name) SELECT 'kioski-' || n || '@example.com', 'Kaisa Kioski'
                      FROM generate_series(1, 60) n RETURNING id),
          pairs AS (SELECT m.id AS merchant, u.id AS "user"
                      FROM (SELECT id, row_number() OVER () AS n FROM merchants) m
                      JOIN (SELECT id, row_number() OVER () AS n FROM users) u USING (n)),
          members AS (INSERT INTO "Member" ("merchantId", "userId", role) SELECT merchant, "user", 'OWNER' FROM pairs)
     INSERT INTO "AuditEvent" ("actorType", "actorId", action, "merchantId", before, after)
     SELECT 'USER', "user", 'connection.relabelled', merchant, '{"label": "Kioski"}', '{"label": "Kioski Kevyt"}' FROM pairs`,
  );
}
