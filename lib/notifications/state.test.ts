import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { db } from "@/lib/db/client";
import { recordFailure, releaseWaiting, retryFailed, settle } from "@/lib/notifications/state";
import { Prisma } from "@/prisma/generated/client";
import { NotificationState } from "@/prisma/generated/enums";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

/** The connection of waiting notifications. */
const KNOWN = "rh-known";

let database: TestDatabase;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  const { merchant } = await createOwner(database);
  await addConnection(database, merchant.id, { receiptheroId: KNOWN });
});

async function notificationIn(state: NotificationState, attempts = 0): Promise<string> {
  const done = state === "DONE" ? { processedAt: new Date(), result: "applied" } : {};
  const { id } = await db().notification.create({
    data: {
      dedupeKey: randomUUID(),
      type: "receipt_notification",
      receiptheroId: KNOWN,
      payload: {},
      state,
      attempts,
      ...done,
    },
    select: { id: true },
  });
  return id;
}

const only = (id: string) => Prisma.sql`n.id = ${id}::uuid`;
const outcome = (id: string, result: string | null) => Prisma.sql`SELECT ${id}::uuid AS id, ${result}::text AS result`;

/** The transitions of docs/data-model.md, with the only state from which each is allowed. */
const TRANSITIONS: Record<
  string,
  { from: NotificationState; to: NotificationState; does(id: string): Promise<unknown> }
> = {
  applied: { from: "PENDING", to: "DONE", does: (id) => settle(db(), outcome(id, "applied")) },
  "without a connection": { from: "PENDING", to: "WAITING", does: (id) => settle(db(), outcome(id, null)) },
  "failed for the last time": { from: "PENDING", to: "FAILED", does: (id) => recordFailure(id, "no answer") },
  released: { from: "WAITING", to: "PENDING", does: (id) => releaseWaiting(db(), only(id), 10) },
  retried: { from: "FAILED", to: "PENDING", does: (id) => retryFailed(db(), only(id), 10) },
};

const LAST_ATTEMPT = 9;

for (const [name, { from, to, does }] of Object.entries(TRANSITIONS)) {
  for (const state of Object.values(NotificationState)) {
    test(`${name}: ${state} ${state === from ? `becomes ${to}` : "stays as it is"}`, async () => {
      const id = await notificationIn(state, LAST_ATTEMPT);
      const read = () => db().notification.findUniqueOrThrow({ where: { id } });
      const before = await read();
      await does(id);
      const after = await read();
      if (state === from) expect(after.state).toBe(to);
      else expect(after).toEqual(before);
    });
  }
}

test("a failure before the last attempt is tried again, later each time", async () => {
  const id = await notificationIn("PENDING");
  const read = () => db().notification.findUniqueOrThrow({ where: { id } });
  await recordFailure(id, "no answer");
  const first = await read();
  await recordFailure(id, "no answer");
  const second = await read();
  expect([first, second]).toMatchObject([
    { state: "PENDING", attempts: 1, error: "no answer" },
    { state: "PENDING", attempts: 2 },
  ]);
  expect(second.retryAt.getTime()).toBeGreaterThan(first.retryAt.getTime());
});

test("a notification waits on while its connection is not known", async () => {
  const id = await notificationIn("WAITING");
  await db().notification.update({ where: { id }, data: { receiptheroId: "rh-unknown" } });
  expect(await releaseWaiting(db(), only(id), 10)).toBe(0);
});

test("no other module writes the state of a notification", () => {
  const writers = globSync("{app,lib,components}/**/*.{ts,tsx}").filter(
    (file) =>
      !/\.test\.ts$/.test(file) &&
      /UPDATE "Notification"[^`]*?SET(?:(?!WHERE)[^`])*\bstate = /.test(readFileSync(file, "utf8")),
  );
  expect(writers).toEqual(["lib/notifications/state.ts"]);
});
