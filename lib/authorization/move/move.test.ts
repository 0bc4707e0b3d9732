import { expect, vi } from "vitest";
import { exportAccount } from "@/lib/account/export/export";
import { completeAuthorization } from "@/lib/authorization/complete";
import { declineMove } from "@/lib/authorization/move/decline";
import { getMoveOffer } from "@/lib/authorization/move/get-offer";
import { moveConnection } from "@/lib/authorization/move/move";
import { deleteExpired } from "@/lib/background/delete-expired";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { unseal } from "@/lib/crypto/seal";
import { beginStream } from "@/lib/export/stream";
import { processPending } from "@/lib/notifications/process";
import { seeState } from "@/sandbox/testing";
import { BROWSER, connect as connectAs, consent as consentAs } from "@/test/connect";
import { dump, lockTable } from "@/test/database";
import { createMember, createOwner, joinMerchant } from "@/test/factories";
import { auditOf } from "@/test/inspect";
import { test } from "@/test/move";
import { ready } from "@/test/notifications";

/** Tables whose rows the former business leaves behind. */
const LEFT_BEHIND = ["Receipt", "ReconnectLink", "MembershipVisit"];

test("an owner of both moves the connection, with the new token, and each history has an event", async ({
  database,
  sandbox,
  user,
  other,
  offer,
  connectionOf,
  requestOf,
  rows,
}) => {
  const { id, requestId } = await offer();
  expect(await getMoveOffer(other, requestId)).toEqual({
    requestId,
    connection: { receiptheroId: id, label: "Shop", merchant: { name: user.merchant.name } },
    from: user.merchant.name,
  });
  const [granted] = (await seeState(sandbox)).connections;
  const before = await connectionOf(id);
  expect(unseal(before.sealedToken, id)).not.toBe(granted?.access_token);
  expect(await dump(database)).not.toContain(granted?.access_token?.split(".")[1]);

  await rows(`INSERT INTO "Receipt" ("receiptheroId", "receiptId") VALUES ($1, 'former')`, [id]);
  await rows(`INSERT INTO "ReconnectLink" ("receiptheroId", "tokenHash") VALUES ($1, $2)`, [id, `hash of ${id}`]);
  await rows(
    `INSERT INTO "MembershipVisit" ("receiptheroId", "userId", "sessionId", "browserHash") VALUES ($1, $2, $3, 'b')`,
    [id, user.id, user.sessionId],
  );
  await ready(id, "of the former owner", { partner_metadata: { secret: "former" } });
  await processPending();
  await rows(`UPDATE "Connection" SET "reportedMetadata" = '{}', "reportedAt" = now() WHERE "receiptheroId" = $1`, [
    id,
  ]);

  expect(await moveConnection(other, requestId, " SHOP ")).toBe(id);
  const after = await connectionOf(id);
  expect(after).toMatchObject({
    merchantId: other.merchant.id,
    status: "ACTIVE",
    health: "healthy",
    grantNumber: before.grantNumber + 1,
    partnerMetadata: { merchant_id: other.merchant.id },
    modifiedAt: null,
    reportedMetadata: null,
    unauthorizedSince: null,
  });
  expect(unseal(after.sealedToken, id)).toBe(granted?.access_token);
  expect(await requestOf(requestId)).toMatchObject({
    outcome: "connected",
    receiptheroId: id,
    sealedGrant: null,
    grantExpiresAt: null,
  });
  for (const table of LEFT_BEHIND)
    expect(await rows(`SELECT 1 FROM "${table}" WHERE "receiptheroId" = $1`, [id])).toEqual([]);
  expect(
    await rows(`SELECT notification_body(n) AS body FROM "Notification" n WHERE "receiptheroId" = $1`, [id]),
  ).toEqual([{ body: {} }]);
  expect(await getConnection(user, id)).toBeNull();
  expect(await getConnection(other, id)).toMatchObject({ receiptheroId: id });
  const exported = JSON.parse(await new Response(await beginStream(exportAccount(other))).text());
  expect(exported).toMatchObject({ connections: [{ receiptheroId: id }], notifications: [], receipts: [] });
  expect((await auditOf(database, user.merchant.id)).at(-1)).toBe("connection.moved_out");
  expect(await auditOf(database, other.merchant.id)).toEqual(["connection.refused", "connection.moved_in"]);
  const events = await rows(
    `SELECT "merchantId", before, after FROM "AuditEvent" WHERE action LIKE '%.moved_%' AND "receiptheroId" = $1`,
    [id],
  );
  for (const { merchantId, ...event } of events) {
    const [, foreign] = merchantId === user.merchant.id ? [user, other] : [other, user];
    expect(JSON.stringify(event)).not.toContain(foreign.merchant.id);
  }
  expect((await seeState(sandbox)).revocations.requests).toBe(0);
});

test("two tabs that move at once move once", async ({ database, other, offer, rows }) => {
  const { id, requestId } = await offer();
  const release = await lockTable(database, "Connection");
  const tabs = [moveConnection(other, requestId, "Shop"), moveConnection(other, requestId, "Shop")];
  // One waits for the connection, and the other one for the businesses.
  const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await vi.waitFor(async () => expect(await rows(waiting)).toHaveLength(2));
  await release();
  expect(await Promise.all(tabs)).toEqual([id, id]);
  expect(await auditOf(database, other.merchant.id)).toEqual(["connection.refused", "connection.moved_in"]);
});

test("another text than the connection's name or the end of its ID moves nothing", async ({
  other,
  offer,
  connectionOf,
}) => {
  const { id, requestId } = await offer();
  const before = await connectionOf(id);
  await expect(moveConnection(other, requestId, "Bageri")).rejects.toMatchObject({ code: "confirmation_differs" });
  expect(await connectionOf(id)).toEqual(before);
  expect(await moveConnection(other, requestId, id.slice(-8))).toBe(id);
});

test.for(["an owner of this one only", "an owner of that one only", "an owner of neither"])(
  "a user who is %s, but a member of both, is offered nothing, and the token is neither kept nor revoked",
  async (roles, { sandbox, user, other, rows, connectionOf }) => {
    const id = await connectAs(sandbox, user);
    const callback = await consentAs(sandbox, other);
    if (roles !== "an owner of that one only") {
      await rows(`UPDATE "Member" SET role = 'MEMBER' WHERE "merchantId" = $1`, [user.merchant.id]);
    }
    if (roles !== "an owner of this one only") {
      await rows(`UPDATE "Member" SET role = 'MEMBER' WHERE "merchantId" = $1`, [other.merchant.id]);
    }
    const outcome = await completeAuthorization(other, BROWSER, callback);
    expect(outcome).toMatchObject({ connected: false, reason: "owned_by_another" });
    const requests = await rows(`SELECT id, "sealedGrant" FROM "AuthorizationRequest" WHERE "merchantId" = $1`, [
      other.merchant.id,
    ]);
    expect(requests).toMatchObject([{ sealedGrant: null }]);
    expect(await getMoveOffer(other, requests[0].id)).toBeNull();
    expect(await connectionOf(id)).toMatchObject({ merchantId: user.merchant.id });
    expect((await seeState(sandbox)).revocations.requests).toBe(0);
  },
);

test("a connection that is being disconnected is not offered, and one that was disconnected is moved", async ({
  sandbox,
  user,
  other,
  rows,
  connectionOf,
}) => {
  const id = await connectAs(sandbox, user);
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
    [id],
  );
  const refused = await completeAuthorization(other, BROWSER, await consentAs(sandbox, other));
  expect(refused).toMatchObject({ reason: "owned_by_another" });

  await rows(`UPDATE "Connection" SET status = 'ACTIVE', "disconnectingSince" = NULL WHERE "receiptheroId" = $1`, [id]);
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now(), "disconnectedBy" = 'MERCHANT' WHERE "receiptheroId" = $1`,
    [id],
  );
  const outcome = await completeAuthorization(other, BROWSER, await consentAs(sandbox, other));
  if (outcome.connected || !outcome.request) throw new Error("no offer");
  expect(await moveConnection(other, outcome.request.id, "Shop")).toBe(id);
  expect(await connectionOf(id)).toMatchObject({ status: "ACTIVE", disconnectedAt: null, disconnectedBy: null });
});

test("after an hour, or when the owner declines, the token is erased and not revoked, and nothing can be moved", async ({
  sandbox,
  other,
  offer,
  rows,
  requestOf,
}) => {
  const { id, requestId } = await offer();
  await deleteExpired();
  expect(await requestOf(requestId)).toMatchObject({ sealedGrant: expect.any(String) });
  await rows(`UPDATE "AuthorizationRequest" SET "grantExpiresAt" = now() WHERE id = $1`, [requestId]);
  expect(await getMoveOffer(other, requestId)).toBeNull();
  await expect(moveConnection(other, requestId, "Shop")).rejects.toMatchObject({ code: "move_expired" });
  await deleteExpired();
  expect(await requestOf(requestId)).toMatchObject({
    sealedGrant: null,
    grantExpiresAt: null,
    outcome: "move_offered",
  });

  const again = await completeAuthorization(other, BROWSER, await consentAs(sandbox, other));
  if (again.connected || !again.request) throw new Error("no offer");
  await declineMove(other, again.request.id);
  expect(await requestOf(again.request.id)).toMatchObject({ sealedGrant: null, grantExpiresAt: null });
  await expect(moveConnection(other, again.request.id, "Shop")).rejects.toMatchObject({ code: "move_expired" });
  const { connections, revocations } = await seeState(sandbox);
  expect(connections).toMatchObject([{ receipthero_id: id, status: "active" }]);
  expect(revocations.requests).toBe(0);
});

test("the offer is the user's own and the business's own", async ({ database, user, other, offer, requestOf }) => {
  const { requestId } = await offer();
  const fellow = await createMember(database, other.merchant);
  await joinMerchant(database, fellow, user.merchant);
  const before = await requestOf(requestId);
  for (const foreign of [fellow, user, await createOwner(database)]) {
    expect(await getMoveOffer(foreign, requestId)).toBeNull();
    await declineMove(foreign, requestId);
    await expect(moveConnection(foreign, requestId, "Shop")).rejects.toMatchObject({ code: "move_expired" });
  }
  expect(await requestOf(requestId)).toEqual(before);
  expect(await getMoveOffer(other, "not a uuid")).toBeNull();
});
