import { expect } from "vitest";
import { refreshHealth } from "@/lib/connections/health/refresh";
import { processPending } from "@/lib/notifications/process";
import { announce, ready } from "@/test/notifications";
import { test as base } from "@/test/owner";

/** Adds ready receipts that arrived this many hours ago. */
const test = base.extend("receiptsAt", ({ rows }) => async (id: string, hours: number[]) => {
  for (const index of hours.keys()) await ready(id, `r${index}`);
  await rows(
    `UPDATE "Notification" SET "firstReceivedAt" = now() - make_interval(hours => ($1::int[])[substr("receiptId", 2)::int + 1])`,
    [hours],
  );
  await processPending();
});

test("silence that lasts longer than usual makes a connection quiet, until the next receipt", async ({
  row,
  connect,
  receiptsAt,
}) => {
  const id = await connect();
  await receiptsAt(id, [200, 160, 140, 120, 100]);
  // The typical interval is 20 hours, and the last receipt is 100 hours old: more than four intervals and more than
  // three days.
  expect(await row(id)).toMatchObject({ typicalInterval: 20 * 3600, health: "quiet" });
  await ready(id, "now");
  await processPending();
  expect(await row(id)).toMatchObject({ health: "healthy" });
});

test.for<[what: string, hours: number[], health: string]>([
  ["four receipts, which tell no pace", [100, 98, 96, 94], "healthy"],
  ["a silence shorter than three days", [75, 74, 73, 72, 71], "healthy"],
  ["a silence shorter than four times the usual", [600, 500, 400, 300, 200], "healthy"],
  ["a pace that only the last 30 days tell", [2000, 1999, 1998, 1997, 100], "healthy"],
  ["a long silence", [104, 103, 102, 101, 100], "quiet"],
])("%s", async ([_, hours, health], { row, connect, receiptsAt }) => {
  const id = await connect();
  await receiptsAt(id, hours);
  expect(await row(id)).toMatchObject({ health });
});

test("an announced receipt that is not ready in time makes a connection overdue, until it is ready or 30 days have passed", async ({
  rows,
  row,
  connect,
}) => {
  const id = await connect();
  await announce(id, "r1");
  await processPending();
  expect(await row(id)).toMatchObject({ health: "healthy" });
  const since = async (hours: number) => {
    await rows(
      `UPDATE "Receipt" SET "announcedAt" = now() - make_interval(hours => $1::int), "dueAt" = now() - make_interval(hours => $1::int - 24)`,
      [hours],
    );
    await rows(
      `UPDATE "Connection" SET "overdueFrom" = (SELECT min("dueAt") FROM "Receipt" WHERE "receiptheroId" = $1) WHERE "receiptheroId" = $1`,
      [id],
    );
  };
  await since(25);
  expect(await row(id)).toMatchObject({ health: "overdue" });

  await since(31 * 24 + 24);
  await refreshHealth();
  expect(await row(id)).toMatchObject({ health: "healthy", overdueFrom: null });

  await since(25);
  await ready(id, "r1");
  await processPending();
  expect(await row(id)).toMatchObject({ health: "healthy", overdueFrom: null });
});

test("the sweep notices changes that only time causes", async ({ rows, connect }) => {
  const ids = [await connect(), await connect({ account: "acc-mikko" })];
  const soon = (column: string, id: string | undefined) =>
    rows(`UPDATE "Connection" SET "${column}" = now() + interval '1 second' WHERE "receiptheroId" = $1`, [id]);
  await soon("quietFrom", ids[0]);
  await soon("overdueFrom", ids[1]);
  const healths = async () => {
    await refreshHealth();
    return rows(`SELECT health FROM "Connection" WHERE "receiptheroId" = ANY ($1) ORDER BY "quietFrom"`, [ids]);
  };
  expect(await healths()).toEqual([{ health: "healthy" }, { health: "healthy" }]);
  await expect.poll(healths).toEqual([{ health: "quiet" }, { health: "overdue" }]);
});
