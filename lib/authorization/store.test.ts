import pg from "pg";
import { expect, vi } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { changeMemberRole } from "@/lib/merchants/members/change-role";
import { seeState } from "@/sandbox/testing";
import { test } from "@/test/authorization";
import { BROWSER, connect as connectInSandbox, outcomesOf } from "@/test/connect";
import { lockTable, type TestDatabase, waitingForLocks } from "@/test/database";
import { createMember, createOwner } from "@/test/factories";
import { auditOf } from "@/test/inspect";
import { addNotifications } from "@/test/notifications";

const LEAVES = `DELETE FROM "Member" WHERE "userId" = $1`;
const CHANGES = [
  ["removed", LEAVES],
  ["made a reader", `UPDATE "Member" SET role = 'READER' WHERE "userId" = $1`],
  ["disabled", `UPDATE "User" SET "disabledAt" = now() WHERE id = $1`],
] as const;

/** Begins a change of a user. The database shows it to nobody until it is committed. */
async function beginChange({ url }: TestDatabase, change: string, userId: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("BEGIN");
  await client.query(change, [userId]);
  return async () => {
    await client.query("COMMIT");
    await client.end();
  };
}

test.for(CHANGES)(
  "a member who is %s between the claim and the storing connects nothing",
  async ([, change], { database, sandbox, user, connections, consent }) => {
    const callback = await consent();
    const commit = await beginChange(database, change, user.id);
    const completing = completeAuthorization(user, BROWSER, callback);
    // The code is used, so the request is claimed.
    await vi.waitFor(async () => expect((await seeState(sandbox)).tokenRequests).toBe(1));
    await commit();

    expect(await completing).toMatchObject({ connected: false, reason: "not_a_member" });
    expect(await connections()).toEqual([]);
    expect((await seeState(sandbox)).connections).toMatchObject([{ status: "removed" }]);
    expect(await outcomesOf(database, user)).toEqual(["not_a_member"]);
    expect(await auditOf(database, user.merchant.id)).toEqual([]);
  },
);

test("a notification that arrives while its connection waits to be stored is processed at once", async ({
  database,
  sandbox,
  user,
  rows,
  consent,
}) => {
  const callback = await consent();
  const commit = await beginChange(database, `UPDATE "User" SET "emailVerified" = now() WHERE id = $1`, user.id);
  const completing = completeAuthorization(user, BROWSER, callback);
  await vi.waitFor(async () => expect((await seeState(sandbox)).tokenRequests).toBe(1));
  await waitingForLocks(rows, 1);
  const [granted] = (await seeState(sandbox)).connections;
  const connection = granted?.receipthero_id ?? "";
  await addNotifications(database, [
    { type: "receipt_notification", connection, receipt: "r", state: "WAITING", minutes: 0 },
  ]);
  await commit();

  expect(await completing).toMatchObject({ connected: true });
  expect(await rows(`SELECT state FROM "Notification" WHERE "receiptheroId" = $1`, [connection])).toEqual([
    { state: "PENDING" },
  ]);
});

test("a member who was just removed ends no connection of another business", async ({
  database,
  sandbox,
  user,
  rows,
  consent,
}) => {
  const id = await connectInSandbox(sandbox, await createOwner(database, "Another business"));
  const callback = await consent();
  const commit = await beginChange(database, LEAVES, user.id);
  const completing = completeAuthorization(user, BROWSER, callback);
  await vi.waitFor(async () => expect((await seeState(sandbox)).tokenRequests).toBe(2));
  await commit();

  expect(await completing).toMatchObject({ connected: false, reason: "owned_by_another" });
  expect((await seeState(sandbox)).connections).toMatchObject([{ receipthero_id: id, status: "active" }]);
  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [id])).toEqual([
    { status: "ACTIVE" },
  ]);
});

test("a member becomes a reader only after the connection that is being stored", async ({
  database,
  user,
  rows,
  connections,
  consent,
}) => {
  const owner = await createMember(database, user.merchant);
  const callback = await consent();
  // The last table that storing a connection reads. Changing a role does not.
  const release = await lockTable(database, "Notification");
  const completing = completeAuthorization(user, BROWSER, callback);
  await waitingForLocks(rows, 1);
  const changing = changeMemberRole(owner, user.id, "READER");
  await waitingForLocks(rows, 2);
  await release();

  expect(await completing).toMatchObject({ connected: true });
  await changing;
  expect(await connections()).toMatchObject([{ status: "ACTIVE" }]);
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.connected", "user.member_role_changed"]);
});
