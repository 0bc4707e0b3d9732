import { expect } from "vitest";
import { recordAuditEvent } from "@/lib/audit/record";
import { getCertificate } from "@/lib/connections/disconnect/certificate";
import { disconnectAsAdmin, disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { retryDisconnecting } from "@/lib/connections/disconnect/retry";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { startMembershipVisit } from "@/lib/connections/membership-visit/start";
import { db } from "@/lib/db/client";
import { readMembershipReturn } from "@/lib/receipthero/membership";
import { answerPage, control, redirectQuery } from "@/sandbox/testing";
import { ask, BROWSER, connect } from "@/test/connect";
import { deleteAsShown } from "@/test/delete-account";
import { visitor } from "@/test/membership-visit";
import { test } from "@/test/owner";

test("the certificate of a merchant's ending", async ({ sandbox, user, admin, row }) => {
  const id = await connect(sandbox, user);
  expect(await getCertificate(admin, id)).toBeNull();
  await disconnectConnection(user, id);
  const { disconnectedAt, connectedAt } = await row(id);
  expect(await getCertificate(admin, id)).toMatchObject({
    connection: { receiptheroId: id, label: "Shop", connectedAt, disconnectedAt },
    merchant: { id: user.merchant.id, name: user.merchant.name, deletedAt: null },
    way: "merchant",
    askedBy: { type: "USER", id: user.id, email: user.email },
    answer: "revoked",
    tokenErasedAt: disconnectedAt,
    events: [{ action: "connection.disconnecting" }, { action: "connection.disconnected", actor: { type: "SYSTEM" } }],
  });
});

test("the certificate of an admin's ending that needed retries", async ({ sandbox, user, admin, fault }) => {
  const id = await connect(sandbox, user);
  await fault("revoke", "503");
  await disconnectAsAdmin(admin, { receiptheroId: id, merchantId: user.merchant.id });
  expect(await getCertificate(admin, id)).toBeNull();
  await retryDisconnecting(admin, id);
  await retryDisconnecting(admin, id);
  await control(sandbox, "DELETE", "/faults");
  await finishDisconnecting(id, 5_000);
  const certificate = await getCertificate(admin, id);
  expect(certificate).toMatchObject({ way: "admin", askedBy: { email: admin.email }, answer: "revoked" });
  expect(certificate?.events.map(({ action }) => action)).toEqual([
    "connection.disconnecting",
    "connection.retried",
    "connection.retried",
    "connection.disconnected",
  ]);
  expect(certificate?.askedAt).toEqual(certificate?.events[0]?.at);
});

test("the certificate of a removal in the membership view", async ({ sandbox, user, admin }) => {
  const id = await connect(sandbox, user);
  const url = await startMembershipVisit(user, BROWSER, id);
  const claim = readMembershipReturn(redirectQuery(await answerPage(sandbox, url ?? "", { decision: "remove" })));
  if (!claim) throw new Error("the sandbox's membership view did not send the browser back");
  await completeMembershipVisit(visitor(user), claim);
  expect(await getCertificate(admin, id)).toMatchObject({
    way: "membership",
    askedBy: { id: user.id },
    answer: "gone",
  });
});

test("the certificate of an ending by ReceiptHero", async ({ sandbox, user, admin, row }) => {
  const id = await connect(sandbox, user);
  const { merchantId } = await row(id);
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now(), "disconnectedBy" = 'RECEIPTHERO'
       WHERE "receiptheroId" = ${id}`;
    await recordAuditEvent(tx, {
      actor: { type: "RECEIPTHERO" },
      action: "connection.disconnected",
      merchantId,
      receiptheroId: id,
    });
  });
  expect(await getCertificate(admin, id)).toMatchObject({
    way: "receipthero",
    askedBy: null,
    askedAt: null,
    answer: null,
    events: [{ action: "connection.disconnected", actor: { type: "RECEIPTHERO" } }],
  });
});

test("a certificate is about the last ending alone, and about nobody once the account is deleted", async ({
  sandbox,
  user,
  admin,
  rows,
}) => {
  const id = await connect(sandbox, user);
  await disconnectConnection(user, id);
  expect(await (await ask(sandbox, user, { reconnect: id }))("approve")).toMatchObject({
    connected: true,
    receiptheroId: expect.any(String),
  });
  await rows(`UPDATE "Connection" SET label = 'Torikatu' WHERE "merchantId" = $1`, [user.merchant.id]);
  const [{ receiptheroId }] = await rows(
    `SELECT "receiptheroId" FROM "Connection" WHERE "merchantId" = $1 AND status = 'ACTIVE'`,
    [user.merchant.id],
  );
  await deleteAsShown(user);
  await finishDisconnecting(receiptheroId, 5_000);
  const certificate = await getCertificate(admin, receiptheroId);
  expect(certificate?.events.map(({ action }) => action)).toEqual([
    "connection.disconnecting",
    "connection.disconnected",
  ]);
  expect(certificate).toMatchObject({
    merchant: { name: null, deletedAt: expect.any(Date) },
    askedBy: { id: user.id, email: null },
  });
  const text = JSON.stringify(certificate);
  for (const name of [user.email, user.merchant.name, "Torikatu"]) expect(text).not.toContain(name);
});
