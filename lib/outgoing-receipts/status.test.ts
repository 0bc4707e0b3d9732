import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { db, type Transaction } from "@/lib/db/client";
import * as status from "@/lib/outgoing-receipts/status";
import { Prisma } from "@/prisma/generated/client";
import { OutgoingReceiptState } from "@/prisma/generated/enums";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { addOutgoingReceipt, attemptsOf, jobsOf, outgoingRow } from "@/test/outgoing-receipts";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

const set = (id: string, assignments: string) =>
  database.client.query(`UPDATE "OutgoingReceipt" SET ${assignments} WHERE id = $1`, [id]);

type Does = (tx: Transaction, id: string) => Promise<unknown>;
type Transition = { does: Does; from: Partial<Record<OutgoingReceiptState, OutgoingReceiptState>>; given?: string };

const end =
  (given: status.AttemptEnd): Does =>
  (tx, id) =>
    status.endAttempt(tx, { id, number: 1 }, given);
const LATER = { state: "QUEUED", problem: "unavailable", status: 503, retryAfter: null } as const;
const is = (id: string) => Prisma.sql`r.id = ${id}::uuid`;

/** The transitions of docs/data-model.md: the effect of each in the states where it has one. */
const TRANSITIONS: Record<string, Transition> = {
  "accepted once more": {
    does: (tx, id) =>
      status.queue(tx, { id, apiKeyId: randomUUID(), receiptheroId: null, merchantId: null, sealedBody: "x" }),
    from: {},
  },
  "an attempt begins": { does: status.beginAttempt, from: { QUEUED: "SENDING" } },
  "it is taken": { does: end({ state: "SENT", status: 200 }), from: { SENDING: "SENT" } },
  "it is refused": {
    does: end({ state: "REJECTED", problem: "refused", status: 400, errors: [] }),
    from: { SENDING: "REJECTED" },
  },
  "no answer comes": {
    does: end({ state: "IN_DOUBT", problem: "no_answer", status: null }),
    from: { SENDING: "IN_DOUBT" },
  },
  "it is not taken this time": { does: end(LATER), from: { SENDING: "QUEUED" } },
  "it is not taken for a day": {
    given: `"triedSince" = now() - interval '24 hours'`,
    does: end(LATER),
    from: { SENDING: "FAILED" },
  },
  "another attempt ends": {
    does: (tx, id) => status.endAttempt(tx, { id, number: 2 }, { state: "SENT", status: 200 }),
    from: {},
  },
  "it waits": {
    does: (tx, id) => status.postpone(tx, id, { problem: "api_key_missing", retryAfter: null }),
    from: { QUEUED: "QUEUED" },
  },
  "it waits for a day": {
    given: `"triedSince" = now() - interval '24 hours'`,
    does: (tx, id) => status.postpone(tx, id, { problem: "api_key_missing", retryAfter: null }),
    from: { QUEUED: "FAILED" },
  },
  "its connection does not allow it": {
    does: (tx, id) => status.rejectUnsent(tx, id, "not_active"),
    from: { QUEUED: "REJECTED" },
  },
  "its server lives": { does: (tx) => status.interruptDead(tx, 10), from: {} },
  "its server dies": {
    given: `"startedAt" = now() - interval '61 seconds'`,
    does: (tx) => status.interruptDead(tx, 10),
    from: { SENDING: "IN_DOUBT" },
  },
  "an admin retries": { does: (tx, id) => status.requeue(tx, "FAILED", is(id), 1), from: { FAILED: "QUEUED" } },
  "an admin sends it again": {
    does: (tx, id) => status.requeue(tx, "IN_DOUBT", is(id), 1),
    from: { IN_DOUBT: "QUEUED" },
  },
  "an admin marks it as sent": { does: status.settleAsSent, from: { IN_DOUBT: "SENT" } },
};

for (const [name, { does, from, given }] of Object.entries(TRANSITIONS)) {
  for (const state of Object.values(OutgoingReceiptState)) {
    const to = from[state];
    test(`${name}: ${state} ${to === undefined ? "stays as it is" : `becomes ${to}`}`, async () => {
      const id = await addOutgoingReceipt(database, { state });
      if (given) await set(id, given);
      const before = { row: await outgoingRow(database, id), attempts: await attemptsOf(database, id) };
      await db().$transaction((tx) => does(tx, id));
      const after = await outgoingRow(database, id);
      if (to === undefined) {
        expect({ row: after, attempts: await attemptsOf(database, id) }).toEqual(before);
        expect(await jobsOf(database, id)).toEqual([]);
        return;
      }
      expect(after.state).toBe(to);
      expect({
        isStored: after.sealedBody !== null,
        isFinished: after.finishedAt !== null,
        hasJob: (await jobsOf(database, id)).length > 0,
        isRunning: (await attemptsOf(database, id)).some(({ endedAt }) => endedAt === null),
      }).toEqual({
        isStored: to !== "SENT" && to !== "REJECTED",
        isFinished: to !== "QUEUED" && to !== "SENDING",
        hasJob: to === "QUEUED",
        isRunning: to === "SENDING",
      });
      await database.client.query(`DELETE FROM "OutgoingReceipt"`);
    });
  }
}

test("no other module writes the state", () => {
  const files = globSync("{app,lib,components}/**/*.ts").filter((path) => !path.endsWith(".test.ts"));
  const writers = files.filter((path) =>
    /(UPDATE|INTO) "OutgoingReceipt"|outgoingReceipt\.(create|update|upsert)/.test(readFileSync(path, "utf8")),
  );
  // These two erase receipts, and leave their state.
  expect(writers.sort()).toEqual([
    "lib/background/delete-expired.ts",
    "lib/merchants/erase.ts",
    "lib/outgoing-receipts/status.ts",
  ]);
  for (const path of writers.filter((writer) => !writer.endsWith("status.ts"))) {
    expect(readFileSync(path, "utf8")).not.toMatch(/UPDATE "OutgoingReceipt" SET[^`]*\bstate = '/);
  }
});

test("the diagram of the data model has each transition", () => {
  const document = readFileSync("docs/data-model.md", "utf8");
  const [, diagram = ""] = /## The states of an outgoing receipt[\s\S]*?```mermaid\n([\s\S]*?)```/.exec(document) ?? [];
  const drawn = [...diagram.matchAll(/^ *(\w+) --> (\w+):/gm)].map(([, from, to]) => `${from} ${to}`);
  const made = Object.values(TRANSITIONS).flatMap(({ from }) =>
    Object.entries(from).map(([state, to]) => `${state} ${to}`),
  );
  expect(new Set(drawn)).toEqual(new Set(made));
});

test("the pauses grow from five seconds to an hour, and Retry-After makes them longer", async () => {
  const pauseAfter = async (tried: string, retryAfter: number | null) => {
    const id = await addOutgoingReceipt(database, { state: "SENDING" });
    await set(id, `"triedSince" = now() - interval '${tried}'`);
    await db().$transaction((tx) => end({ ...LATER, retryAfter })(tx, id));
    return (await jobsOf(database, id))[0];
  };
  expect(await pauseAfter("0 seconds", null)).toBe(5);
  expect(await pauseAfter("80 seconds", null)).toBe(80);
  expect(await pauseAfter("3 hours", null)).toBe(3_600);
  expect(await pauseAfter("0 seconds", 30)).toBe(30);
  expect(await pauseAfter("3 hours", 7_200)).toBe(7_200);
  expect(await pauseAfter("80 seconds", 1)).toBe(80);
  // The next attempt would come after the day.
  expect(await pauseAfter("23 hours 1 minute", null)).toBeUndefined();
  expect(await pauseAfter("0 seconds", 86_400)).toBeUndefined();
});

test("the database refuses a sent receipt with content, and a queued one without", async () => {
  const id = await addOutgoingReceipt(database);
  await expect(set(id, `"sealedBody" = NULL`)).rejects.toThrow("OutgoingReceipt_body_erased");
  await expect(set(id, `state = 'SENT', "finishedAt" = now()`)).rejects.toThrow("OutgoingReceipt_body_erased");
  await expect(set(id, `state = 'FAILED'`)).rejects.toThrow("OutgoingReceipt_finished");
});
