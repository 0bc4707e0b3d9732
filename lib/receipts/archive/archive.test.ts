import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import type { Owner } from "@/lib/principal";
import { beginArchive } from "@/lib/receipts/archive/begin";
import { entryNames } from "@/lib/receipts/archive/entry-name";
import { getArchiveProgress } from "@/lib/receipts/archive/lease";
import { NO_FILTER } from "@/lib/receipts/filter";
import { MAX_ARCHIVE_RECEIPTS } from "@/lib/size-limits";
import messages from "@/messages/en";
import type { Sandbox } from "@/sandbox/start";
import { control, revokeToken, startTestSandbox } from "@/sandbox/testing";
import { connect } from "@/test/connect";
import { createTestDatabase, type TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";

const { failures } = messages.receipts.archive;

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await startTestSandbox();
  process.env.RECEIPTHERO_PAGES_URL = sandbox.pages;
  process.env.RECEIPTHERO_API_URL = sandbox.api;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  await database.client.query(`UPDATE "Connection" SET scopes = '{}'`);
  user = await createOwner(database);
  id = await connect(sandbox, user);
});
afterAll(async () => {
  await db().$disconnect();
  await database.drop();
  await sandbox.close();
});

/** Adds receipts that are ready here. @param there how many of them ReceiptHero has, too */
async function addReceipts(count: number, there = count): Promise<void> {
  await database.client.query(
    `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "shopName", "firstSeenAt", "readyAt")
     SELECT $1, 'r-' || n, 'Kahvila / Ä', '2026-03-01T12:00:00Z'::timestamptz + n * interval '1 minute', now()
       FROM generate_series(1, $2::int) n`,
    [id, count],
  );
  for (let number = 1; number <= there; number++) {
    const notice = {
      type: "receipt_notification",
      receipthero_id: id,
      receipt_id: `r-${number}`,
      merchant_name: "Shop",
    };
    await control(sandbox, "POST", "/webhooks", notice);
  }
}

/** A client that stays. */
const STAYS = new AbortController().signal;

async function begin(): Promise<ReadableStream<Uint8Array>> {
  const content = await beginArchive(user, id, NO_FILTER, "pdf", STAYS);
  if (typeof content === "string") throw new Error(content);
  return content;
}

async function unpack(content: ReadableStream<Uint8Array>): Promise<Record<string, string>> {
  const files = unzipSync(new Uint8Array(await new Response(content).arrayBuffer()));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes, true)]));
}

test("an archive holds every receipt that ReceiptHero gives, oldest first, and lists the others", async () => {
  await addReceipts(8, 6);
  await database.client.query(`UPDATE "Receipt" SET "readyAt" = NULL WHERE "receiptId" = 'r-1'`);
  const files = await unpack(await begin());
  const names = Object.keys(files);
  expect(names).toEqual([
    ...[2, 3, 4, 5, 6].map((number) => `2026-03-01_Kahvila-Ä_r-${number}.pdf`),
    failures.fileName,
  ]);
  for (const name of names.slice(0, -1)) expect(files[name]).toMatch(/^%PDF-/);
  const list = Buffer.from(files[failures.fileName] ?? "", "latin1").toString();
  expect(list).toContain("did not give us 2 of 7 receipts");
  for (const receiptId of ["r-7", "r-8"]) {
    expect(list).toContain(`Kahvila / Ä | ${receiptId} | ${messages.receipts.problem.receipt_gone.title}\r\n`);
  }
  expect(await getArchiveProgress(user, id)).toMatchObject({ total: 7, done: 7, failed: 2, state: "finished" });
});

test("an archive without failures has no list of them, and the next one may start at once", async () => {
  await addReceipts(1);
  for (const _ of [1, 2]) expect(Object.keys(await unpack(await begin()))).toHaveLength(1);
});

test("a token that is found dead ends the requests, and each receipt is listed with the reason", async () => {
  await connect(sandbox, await createOwner(database), { account: "acc-linnea" });
  await addReceipts(30, 1);
  await database.client.query(`UPDATE "Connection" SET "readProven" = true WHERE "receiptheroId" = $1`, [id]);
  const { rows } = await database.client.query(`SELECT "sealedToken" FROM "Connection" WHERE "receiptheroId" = $1`, [
    id,
  ]);
  await revokeToken(sandbox, unseal(rows[0].sealedToken, id));
  const files = await unpack(await begin());
  expect(Object.keys(files)).toEqual([failures.fileName]);
  expect(files[failures.fileName]?.match(/ \| r-\d+ \| ReceiptHero refused access/g)).toHaveLength(30);
  const asked = await database.client.query(`SELECT 1 FROM "Receipt" WHERE "refusedAt" IS NOT NULL`);
  expect(asked.rows.length).toBeLessThan(10);
});

test("after 12 failures in a row the other receipts are not requested", async () => {
  await addReceipts(40, 0);
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "500" });
  const list = (await unpack(await begin()))[failures.fileName] ?? "";
  const notTried = list.split(failures.not_tried).length - 1;
  expect(notTried).toBeGreaterThan(20);
  expect(list.match(/r-\d+/g)).toHaveLength(40);
});

test("many receipts that ReceiptHero does not have keep nobody from the other ones", async () => {
  await addReceipts(30, 1);
  await database.client.query(`UPDATE "Receipt" SET "firstSeenAt" = now() WHERE "receiptId" = 'r-1'`);
  expect(Object.keys(await unpack(await begin()))).toEqual([expect.stringMatching(/r-1\.pdf$/), failures.fileName]);
});

test("a download is finished only when the client has taken all of it", async () => {
  await addReceipts(1);
  const reader = (await begin()).getReader();
  await reader.read();
  await reader.cancel();
  expect(await getArchiveProgress(user, id)).toMatchObject({ state: "broken", done: 1, total: 1 });
});

test("no archive is made of no receipt, of too many, of another merchant's, or beside another one", async () => {
  const refusal = async (who = user, receiptheroId = id) => {
    const content = await beginArchive(who, receiptheroId, NO_FILTER, "pdf", STAYS);
    if (typeof content !== "string") await content.cancel();
    return content;
  };
  expect(await refusal()).toBe("none");
  expect(await refusal(user, "a b")).toBe("none");
  await addReceipts(2, 2);
  expect(await refusal(await createOwner(database))).toBe("none");
  const running = await begin();
  expect(await refusal()).toBe("running");
  await running.cancel();
  expect(await getArchiveProgress(user, id)).toMatchObject({ state: "broken" });
  await database.client.query(
    `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "readyAt") SELECT $1, 'more-' || n, now() FROM generate_series(1, $2::int) n`,
    [id, MAX_ARCHIVE_RECEIPTS],
  );
  expect(await refusal()).toBe("too_many");
  await database.client.query(`UPDATE "Connection" SET scopes = '{receipt:write}'`);
  expect(await refusal()).toBe("none");
});

test("a connection that is disconnected during the download gives no further receipts", async () => {
  await addReceipts(20);
  const reader = (await begin()).getReader();
  await reader.read();
  await database.client.query(`UPDATE "Connection" SET scopes = '{}' WHERE "receiptheroId" = $1`, [id]);
  const rest: number[] = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) rest.push(part.value.byteLength);
  const progress = await getArchiveProgress(user, id);
  expect(progress).toMatchObject({ state: "finished", total: 20, done: 20 });
  expect(progress?.failed).toBeGreaterThan(5);
});

test.each([
  ["was removed", `DELETE FROM "Member" WHERE "userId" = $1`],
  ["was disabled", `UPDATE "User" SET "disabledAt" = now() WHERE id = $1`],
])("the download of a member who %s breaks off", async (_, change) => {
  await addReceipts(8);
  const reader = (await begin()).getReader();
  await reader.read();
  await database.client.query(change, [user.id]);
  const takeRest = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read());
  };
  await expect(takeRest()).rejects.toThrow("may no longer read");
  expect(await getArchiveProgress(user, id)).toMatchObject({ state: "broken", total: 8 });
});

test("the progress of a download is for the user who began it, and for its connection", async () => {
  await addReceipts(1);
  await unpack(await begin());
  expect(await getArchiveProgress(user, "another")).toBeNull();
  expect(await getArchiveProgress(user, `${id}\0`)).toBeNull();
  expect(await getArchiveProgress(await createOwner(database), id)).toBeNull();
});

test("no two files of an archive have the same name, also where case does not count", () => {
  const nameOf = entryNames("finvoice-xml", "Europe/Helsinki");
  const item = (receiptId: string, shopName: string | null) =>
    nameOf({ receiptId, shopName, firstSeenAt: new Date("2026-03-01T10:00:00Z") });
  expect([item("a/B", "../x\u202e"), item("A-b", "X"), item("日", null), item("日", null)]).toEqual([
    "2026-03-01_x_a-B-finvoice.xml",
    "2026-03-01_X_A-b_2-finvoice.xml",
    "2026-03-01_日-finvoice.xml",
    "2026-03-01_日_2-finvoice.xml",
  ]);
  expect(Buffer.byteLength(item("𝒳".repeat(255), "𝒳".repeat(255)))).toBeLessThan(255);
});
