import { beforeEach, expect } from "vitest";
import { deleteAccount } from "@/lib/account/delete/delete";
import { connectionRequests } from "@/lib/authorization/list-requests";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { historyForStaff } from "@/lib/connections/history-for-staff";
import { createReconnectLink } from "@/lib/connections/reconnect-link/create";
import { listReconnectLinks } from "@/lib/connections/reconnect-link/list";
import { openReconnectLink } from "@/lib/connections/reconnect-link/open";
import { revokeReconnectLink } from "@/lib/connections/reconnect-link/revoke";
import type { Admin, Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import { ask, connect } from "@/test/connect";
import { dump, type TestDatabase } from "@/test/database";
import { createAdmin, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;
let admin: Admin;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  user = await createOwner(database);
  admin = await createAdmin(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const row = async (id: string) => (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id]))[0];

/** A disconnected connection, and a link to reconnect it. */
async function connectAndLink() {
  const id = await connect(sandbox, user);
  await disconnectConnection(user, id);
  return { id, token: (await createReconnectLink(admin, id)) ?? "" };
}

test("a reconnect link is opened, denied, used, and then used up", async () => {
  const { id, token } = await connectAndLink();
  expect(await dump(database)).not.toContain(token);
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, openedAt: null, createdBy: admin.email }]);

  const { id: merchantId, name: business } = user.merchant;
  const opened = { state: "open", receiptheroId: id, label: "Shop", merchantId, business };
  expect(await openReconnectLink(user, token)).toEqual(opened);
  const [first] = await listReconnectLinks(admin, id);
  expect(first?.openedAt).not.toBeNull();
  expect(await (await ask(sandbox, user, { reconnect: id, reconnectToken: token }))("deny")).toMatchObject({
    connected: false,
    reason: "access_denied",
  });
  expect(await openReconnectLink(user, token)).toEqual(opened);
  expect(await listReconnectLinks(admin, id)).toMatchObject([
    { isOpen: true, usedAt: null, openedAt: first?.openedAt },
  ]);

  expect(await (await ask(sandbox, user, { reconnect: id, reconnectToken: token }))("approve")).toMatchObject({
    connected: true,
  });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: false, usedAt: expect.any(Date) }]);
  expect(await openReconnectLink(user, token)).toEqual({ state: "closed" });
  expect(
    (await connectionRequests(admin, id)).map(({ outcome, reconnectLinkId }) => [outcome, reconnectLinkId !== null]),
  ).toEqual([
    ["connected", true],
    ["access_denied", true],
    ["connected", false],
  ]);
  await (await ask(sandbox, user, { reconnect: id, reconnectToken: token }))("approve");
  expect((await connectionRequests(admin, id))[0]).toMatchObject({ outcome: "connected", reconnectLinkId: null });
});

test("of two consents by one link at once, one uses it and no connection is lost", async () => {
  const { id, token } = await connectAndLink();
  const answers = [
    await ask(sandbox, user, { reconnect: id, reconnectToken: token }),
    await ask(sandbox, user, { reconnect: id, reconnectToken: token }),
  ];
  const accounts = ["acc-mikko", "acc-linnea"];
  const outcomes = await Promise.all(
    answers.map((answer, which) => answer("approve", { account: accounts[which] ?? "" })),
  );
  expect(outcomes).toMatchObject([{ connected: true }, { connected: true }]);
  const byLink = await rows(
    `SELECT 1 FROM "AuthorizationRequest" WHERE "replacesId" = $1 AND outcome = 'connected' AND "reconnectLinkId" IS NOT NULL`,
    [id],
  );
  expect(byLink).toHaveLength(1);
});

test("a link is for its own merchant: for another it says so, and changes nothing", async () => {
  const { id, token } = await connectAndLink();
  const stranger = await createOwner(database, "Somebody else");
  expect(await openReconnectLink(stranger, token)).toEqual({ state: "foreign" });
  await (await ask(sandbox, stranger, { reconnect: id, reconnectToken: token }))("approve", { account: "acc-linnea" });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, openedAt: null, usedAt: null }]);
});

test("a link counts for the connection that it was made for, and no other", async () => {
  const { id, token } = await connectAndLink();
  const other = await (await ask(sandbox, user))("approve", { account: "acc-mikko" });
  if (!other.connected) throw new Error(other.reason);
  await (await ask(sandbox, user, { reconnect: other.receiptheroId, reconnectToken: token }))("approve", {
    account: "acc-mikko",
  });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, usedAt: null }]);
});

test.each(["expired", "taken back", "replaced"])("a link that is %s leads nowhere", async (why) => {
  const { id, token } = await connectAndLink();
  const [link] = await listReconnectLinks(admin, id);
  if (why === "expired")
    await rows(`UPDATE "ReconnectLink" SET "expiresAt" = now() - interval '1 millisecond' WHERE id = $1`, [link?.id]);
  if (why === "taken back") {
    expect(await revokeReconnectLink(admin, link?.id ?? "")).toBe(id);
    expect(await revokeReconnectLink(admin, link?.id ?? "")).toBeNull();
    expect((await historyForStaff(admin, id, null)).events[0]?.action).toBe("connection.reconnect_link_revoked");
  }
  if (why === "replaced") expect(await createReconnectLink(admin, id)).not.toBe(token);
  expect(await openReconnectLink(user, token)).toEqual({ state: "closed" });
  await (await ask(sandbox, user, { reconnect: id, reconnectToken: token }))("approve");
  expect((await connectionRequests(admin, id))[0]).toMatchObject({ outcome: "connected", reconnectLinkId: null });
  expect((await listReconnectLinks(admin, id)).at(-1)).toMatchObject({ isOpen: false, openedAt: null, usedAt: null });
});

test("a link works for seven days, one is open at a time, and a healthy connection needs none", async () => {
  const id = await connect(sandbox, user);
  expect(await createReconnectLink(admin, id)).toBeNull();
  expect(await createReconnectLink(admin, "no-such-connection")).toBeNull();
  await rows(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = $1`,
    [id],
  );
  const made = await Promise.all(Array.from({ length: 5 }, () => createReconnectLink(admin, id)));
  expect(new Set(made).size).toBe(5);
  const links = await listReconnectLinks(admin, id);
  expect(links.filter(({ isOpen }) => isOpen)).toHaveLength(1);
  const open = links.find(({ isOpen }) => isOpen);
  expect(Number(open?.expiresAt) - Number(open?.createdAt)).toBe(7 * 24 * 60 * 60 * 1000);
});

test("neither a link nor what ReceiptHero said of the notes outlives the merchant's account", async () => {
  const { id, token } = await connectAndLink();
  await rows(
    `UPDATE "Connection" SET "reportedMetadata" = '{"a":"private"}', "reportedAt" = now() WHERE "receiptheroId" = $1`,
    [id],
  );
  await deleteAccount(user, user.email);
  const stranger = await createOwner(database);
  expect(await openReconnectLink(stranger, token)).toEqual({ state: "closed" });
  expect(await listReconnectLinks(admin, id)).toEqual([]);
  expect(await createReconnectLink(admin, id)).toBeNull();
  expect(await row(id)).toMatchObject({ reportedMetadata: null, reportedAt: null });
});
