import { expect } from "vitest";
import { connectionRequests } from "@/lib/authorization/list-requests";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { historyForStaff } from "@/lib/connections/history-for-staff";
import { createReconnectLink } from "@/lib/connections/reconnect-link/create";
import { listReconnectLinks } from "@/lib/connections/reconnect-link/list";
import { openReconnectLink } from "@/lib/connections/reconnect-link/open";
import { revokeReconnectLink } from "@/lib/connections/reconnect-link/revoke";
import { ask, connect } from "@/test/connect";
import { dump } from "@/test/database";
import { deleteAsShown } from "@/test/delete-account";
import { createMember, createOwner } from "@/test/factories";
import { test as base } from "@/test/owner";

/** A disconnected connection, and a link to reconnect it. */
const test = base.extend("connectAndLink", ({ sandbox, user, admin }) => async () => {
  const id = await connect(sandbox, user);
  await disconnectConnection(user, id);
  return { id, token: (await createReconnectLink(admin, id)) ?? "" };
});

test("a reconnect link is opened, denied, used, and then used up", async ({
  database,
  sandbox,
  user,
  admin,
  connectAndLink,
}) => {
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

test("of two consents by one link at once, one uses it and no connection is lost", async ({
  sandbox,
  user,
  rows,
  connectAndLink,
}) => {
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

test("a link is for its own merchant: for another it says so, and changes nothing", async ({
  database,
  sandbox,
  admin,
  connectAndLink,
}) => {
  const { id, token } = await connectAndLink();
  const stranger = await createOwner(database, "Somebody else");
  expect(await openReconnectLink(stranger, token)).toEqual({ state: "foreign" });
  await (await ask(sandbox, stranger, { reconnect: id, reconnectToken: token }))("approve", { account: "acc-linnea" });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, openedAt: null, usedAt: null }]);
});

test("a reader who opens a link is told that the role does not allow it, and changes nothing", async ({
  database,
  user,
  admin,
  connectAndLink,
}) => {
  const { id, token } = await connectAndLink();
  const reader = await createMember(database, user.merchant, "READER");
  expect(await openReconnectLink(reader, token)).toEqual({ state: "look_only", business: user.merchant.name });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, openedAt: null, usedAt: null }]);
});

test("a link counts for the connection that it was made for, and no other", async ({
  sandbox,
  user,
  admin,
  connectAndLink,
}) => {
  const { id, token } = await connectAndLink();
  const other = await (await ask(sandbox, user))("approve", { account: "acc-mikko" });
  if (!other.connected) throw new Error(other.reason);
  await (await ask(sandbox, user, { reconnect: other.receiptheroId, reconnectToken: token }))("approve", {
    account: "acc-mikko",
  });
  expect(await listReconnectLinks(admin, id)).toMatchObject([{ isOpen: true, usedAt: null }]);
});

test.for(["expired", "taken back", "replaced"])(
  "a link that is %s leads nowhere",
  async (why, { sandbox, user, admin, rows, connectAndLink }) => {
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
  },
);

test("a link works for seven days, one is open at a time, and a healthy connection needs none", async ({
  sandbox,
  user,
  admin,
  rows,
}) => {
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

test("neither a link nor what ReceiptHero said of the notes outlives the merchant's account", async ({
  database,
  user,
  admin,
  rows,
  row,
  connectAndLink,
}) => {
  const { id, token } = await connectAndLink();
  await rows(
    `UPDATE "Connection" SET "reportedMetadata" = '{"a":"private"}', "reportedAt" = now() WHERE "receiptheroId" = $1`,
    [id],
  );
  await deleteAsShown(user);
  const stranger = await createOwner(database);
  expect(await openReconnectLink(stranger, token)).toEqual({ state: "closed" });
  expect(await listReconnectLinks(admin, id)).toEqual([]);
  expect(await createReconnectLink(admin, id)).toBeNull();
  expect(await row(id)).toMatchObject({ reportedMetadata: null, reportedAt: null });
});
