import { readFile } from "node:fs/promises";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import {
  abandonJobs,
  confirmBulkDisconnect,
  connectMany,
  hurryDisconnects,
  itemCounts,
  seeState,
} from "../fixtures/bulk-disconnect.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

/** More than two pages of results, and more than a few steps of the job. */
const MANY = 120;
const bulk = en.admin.bulkDisconnect;

test("all connections of a bulk disconnect are disconnected, with failing calls, a pause and a kill -9 in between", async ({
  openBrowser,
  stack,
}) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const page = await openBrowser({ baseURL: alone.app.url });
    await signInAsAdmin(page, alone);
    const ids = await connectMany(alone, "Kahvila Massa", MANY);
    const [other = ""] = await connectMany(alone, "Kukkakauppa Kielo", 1);
    await alone.sandbox.setFault("revoke", "503", 5);

    await page.goto("/admin/bulk-disconnects/new?all=1&q=massa");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(String(MANY));
    await checkAccessibility(page);
    await page.getByRole("textbox").fill("disconnect 5");
    await page.getByRole("button", { name: bulk.new.submit }).click();
    await expect(page.getByText(en.validation.phrase_differs)).toBeVisible();
    expect(await alone.database.rows(`SELECT 1 FROM "BulkDisconnect"`)).toEqual([]);

    // The job works in the order of the ids, and stands still at a connection that is locked.
    const lockConnection = (number: number) =>
      alone.database.hold(
        `SELECT FROM "Connection" WHERE "receiptheroId" = (
           SELECT "receiptheroId" FROM "Connection" WHERE "receiptheroId" = ANY ($1)
            ORDER BY "receiptheroId" OFFSET $2 LIMIT 1) FOR UPDATE`,
        [ids, number],
      );
    const lockWaits = async () => {
      const { n } = await alone.database.row<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return n;
    };
    const untilJobWaits = () => expect.poll(lockWaits).toBeGreaterThanOrEqual(1);
    const first = await lockConnection(MANY / 4);
    const id = await confirmBulkDisconnect(page, MANY);
    const waiting = async () => (await itemCounts(alone, id)).WAITING ?? 0;

    const paused = await test.step("paused, it begins no further disconnect", async () => {
      await untilJobWaits();
      await page.getByRole("button", { name: bulk.detail.pause }).click();
      // The job waits for the connection, and the pause for the job. On a busy machine the job's query has ended at its
      // time limit by then, and the pause waits for nobody.
      const isPaused = () => alone.database.rows(`SELECT 1 FROM "BulkDisconnect" WHERE state = 'PAUSED'`);
      await expect.poll(async () => (await lockWaits()) === 2 || (await isPaused()).length === 1).toBe(true);
      await first.release();
      await seeState(page, "PAUSED");
      const left = await waiting();
      expect(left).toBeGreaterThan(0);
      await checkAccessibility(page);
      expect(await waiting()).toBe(left);
      return left;
    });
    await test.step("let go on, and killed on the way", async () => {
      const second = await lockConnection((MANY * 3) / 4);
      await page.getByRole("button", { name: bulk.detail.resume }).click();
      await seeState(page, "RUNNING");
      await untilJobWaits();
      // Right after a refresh of the page: one that the kill cuts off makes the browser leave the page.
      await page.waitForEvent("requestfinished", (request) => request.headers().rsc === "1");
      await alone.app.kill();
      await second.release();
      expect(await waiting()).toBeLessThan(paused);
      expect(await waiting()).toBeGreaterThan(0);
      await expect(page.getByText(en.admin.lists.stale)).toBeVisible();
    });
    await test.step("the next server goes on, and the page follows by itself", async () => {
      await abandonJobs(alone);
      await alone.app.restart();
      await seeState(page, "DONE");
    });
    await test.step("what failed is tried again until it has ended", async () => {
      await expect.poll(() => hurryDisconnects(alone), { intervals: [1_000] }).toBe(1);
    });

    expect(await itemCounts(alone, id)).toEqual({ DISCONNECTED: MANY });
    const { connections, revocations } = await alone.sandbox.state();
    const active = connections.filter(({ status }) => status === "active");
    expect(active).toMatchObject([{ receipthero_id: other }]);
    expect(revocations.revoked).toBe(MANY);
    const events = await alone.database.rows(
      `SELECT action, count(*)::int AS n, count(DISTINCT "receiptheroId")::int AS connections FROM "AuditEvent"
        WHERE action LIKE 'connection.%' AND "receiptheroId" = ANY ($1) GROUP BY action ORDER BY action`,
      [ids],
    );
    expect(events).toEqual([
      { action: "connection.disconnected", n: MANY, connections: MANY },

      { action: "connection.disconnecting", n: MANY, connections: MANY },
    ]);
    const steps = await alone.database.rows(`SELECT action FROM "AuditEvent" WHERE action LIKE 'bulk.%' ORDER BY id`);
    expect(steps.map((step) => Object.values(step).join())).toEqual([
      "bulk.started",
      "bulk.paused",
      "bulk.resumed",
      "bulk.finished",
    ]);

    await test.step("a result for each, page by page and as a file", async () => {
      await page.getByRole("link", { name: bulk.detail.items.DISCONNECTED }).click();
      await page.waitForURL(/state=DISCONNECTED/);
      await expect(page.getByRole("row")).toHaveCount(51);
      await page.getByRole("link", { name: bulk.detail.next }).click();
      await page.waitForURL(/after=/);
      await expect(page.getByRole("row")).toHaveCount(51);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: bulk.detail.export.csv }).click(),
      ]);
      const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
      expect(lines).toHaveLength(MANY + 1);
      expect(
        lines.slice(1).filter((line) => line.includes("Kahvila Massa") && line.includes(",DISCONNECTED,")),
      ).toHaveLength(MANY);
    });
  });
});

test("picked connections, without JavaScript; support looks on, and changes nothing", async ({
  openBrowser,
  page,
  stack,
}) => {
  const plain = await openBrowser({ javaScriptEnabled: false });
  await signInAsAdmin(plain, stack);
  await plain.goto("/admin/bulk-disconnects/new");
  await expect(plain.getByText(bulk.problems.nothing)).toBeVisible();
  const ids = await connectMany(stack, "Leipomo Vilja", 3);
  await plain.goto(`/admin/bulk-disconnects/new?${new URLSearchParams(ids.map((id) => ["ids", id]))}`);
  await expect(plain.getByRole("main").getByRole("listitem").filter({ hasText: "Leipomo Vilja" })).toHaveCount(3);
  const id = await confirmBulkDisconnect(plain, 3);
  const state = async () => {
    await plain.reload();
    return plain.getByText(bulk.state.DONE, { exact: true }).count();
  };
  await expect.poll(state).toBe(1);
  await expect(plain.getByText(formatMessage(bulk.detail.handled, { handled: "3", total: "3" }))).toBeVisible();

  const { email } = await signInAsAdmin(page, stack);
  await stack.database.rows(`UPDATE "User" SET role = 'SUPPORT' WHERE email = $1`, [email]);
  await page.goto("/admin/bulk-disconnects");
  await checkAccessibility(page);
  await page
    .getByRole("link", { name: formatMessage("3 connections", {}) })
    .first()
    .click();
  await page.waitForURL(`/admin/bulk-disconnects/${id}`);
  await checkAccessibility(page);
  await stack.database.rows(`UPDATE "BulkDisconnect" SET state = 'PAUSED', "finishedAt" = NULL WHERE id = $1`, [id]);
  await page.reload();
  await seeState(page, "PAUSED");
  await expect(page.getByRole("button", { name: bulk.detail.resume })).toHaveCount(0);
  await page.goto(`/admin/bulk-disconnects/new?ids=${ids[0]}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.notFoundTitle);
});
