import { expect, vi } from "vitest";
import { claimRequest } from "@/lib/authorization/claim";
import { completeAuthorization } from "@/lib/authorization/complete";
import { rollBackAuthorization } from "@/lib/authorization/roll-back";
import { storeConnection } from "@/lib/authorization/store";
import { unseal } from "@/lib/crypto/seal";
import { exchangeCode } from "@/lib/receipthero/token";
import { control, seeState } from "@/sandbox/testing";
import { test } from "@/test/authorization";
import { BROWSER, outcomesOf } from "@/test/connect";
import { lockTable, waitingForLocks } from "@/test/database";
import { auditOf } from "@/test/inspect";

test("a token that names no connection is revoked, and nothing is stored", async ({
  database,
  sandbox,
  user,
  connections,
  consent,
}) => {
  const callback = await consent();
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "no-claim" });
  const outcome = await completeAuthorization(user, BROWSER, callback);

  expect(outcome).toMatchObject({ connected: false, reason: "bad_token" });
  expect((await seeState(sandbox)).connections).toMatchObject([{ status: "removed" }]);
  expect(await connections()).toEqual([]);
  expect(await outcomesOf(database, user)).toEqual(["bad_token"]);
});

test("when the answer cannot be stored, the new authorization is revoked", async ({
  database,
  sandbox,
  user,
  connections,
  consent,
}) => {
  const callback = await consent();
  await database.client.query(
    `ALTER TABLE "AuditEvent" ADD CONSTRAINT broken CHECK (action <> 'connection.connected') NOT VALID`,
  );
  const outcome = await completeAuthorization(user, BROWSER, callback).finally(() =>
    database.client.query(`ALTER TABLE "AuditEvent" DROP CONSTRAINT broken`),
  );

  expect(outcome).toMatchObject({ connected: false, reason: "storage_unavailable" });
  expect((await seeState(sandbox)).connections).toMatchObject([{ status: "removed" }]);
  expect(await connections()).toEqual([]);
  expect(await outcomesOf(database, user)).toEqual(["storage_unavailable"]);
});

test("when renewing cannot be stored, the row does not stay ACTIVE with a token that has ended", async ({
  database,
  user,
  connections,
  consent,
  connect,
}) => {
  const id = await connect();
  const callback = await consent();
  await database.client.query(
    `ALTER TABLE "AuditEvent" ADD CONSTRAINT broken CHECK (action <> 'connection.reconnected') NOT VALID`,
  );
  const outcome = await completeAuthorization(user, BROWSER, callback).finally(() =>
    database.client.query(`ALTER TABLE "AuditEvent" DROP CONSTRAINT broken`),
  );

  expect(outcome).toMatchObject({ connected: false, reason: "storage_unavailable" });
  await vi.waitFor(async () => {
    expect(await connections()).toMatchObject([
      { receiptheroId: id, status: "DISCONNECTED", sealedToken: null, disconnectedBy: "SYSTEM" },
    ]);
  });
  expect(await auditOf(database, user.merchant.id)).toEqual(["connection.connected", "connection.disconnected"]);
});

test("an authorization that the database still stores when it is undone does not stay", async ({
  database,
  user,
  rows,
  connections,
  consent,
}) => {
  const { state, code } = await consent();
  const request = await claimRequest(user, BROWSER, state);
  const token = await exchangeCode(
    code,
    request.sealedCodeVerifier && unseal(request.sealedCodeVerifier, request.stateHash),
  );
  // The last table that storing a connection reads.
  const release = await lockTable(database, "Notification");
  const storing = storeConnection(request, token);
  await waitingForLocks(rows, 1);
  await rollBackAuthorization(request, token, "storage_unavailable");
  await waitingForLocks(rows, 2);
  await release();
  await storing;

  await vi.waitFor(async () =>
    expect(await connections()).toMatchObject([{ status: "DISCONNECTED", sealedToken: null }]),
  );
  await vi.waitFor(async () => expect(await outcomesOf(database, user)).toEqual(["storage_unavailable"]));
});

test("undoing an authorization late leaves a connection alone that was renewed in the meantime, also without iat", async ({
  database,
  sandbox,
  user,
  rows,
  connections,
  consent,
  connect,
}) => {
  const id = await connect();
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "iat-null" });
  const callback = await consent();
  await control(sandbox, "PUT", "/faults", { endpoint: "revoke", fault: "503" });
  await database.client.query(
    `ALTER TABLE "AuditEvent" ADD CONSTRAINT broken CHECK (action <> 'connection.reconnected') NOT VALID`,
  );
  const undone = await completeAuthorization(user, BROWSER, callback).finally(() =>
    database.client.query(`ALTER TABLE "AuditEvent" DROP CONSTRAINT broken`),
  );
  expect(undone).toMatchObject({ connected: false, reason: "storage_unavailable" });
  expect(await connect()).toBe(id);
  const [renewed] = await connections();

  // The rollback settles the request in its last step, so this shows that it has finished.
  await rows(
    `UPDATE "AuthorizationRequest" SET outcome = NULL WHERE outcome = 'storage_unavailable' AND "userId" = $1`,
    [user.id],
  );
  await control(sandbox, "DELETE", "/faults?endpoint=revoke");
  await vi.waitFor(
    async () => expect(await outcomesOf(database, user)).toEqual(["connected", "storage_unavailable", "connected"]),
    15_000,
  );
  expect(await connections()).toEqual([renewed]);
  expect(renewed).toMatchObject({ status: "ACTIVE" });
});
