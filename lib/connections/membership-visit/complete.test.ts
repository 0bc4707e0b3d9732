import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { startMembershipVisit } from "@/lib/connections/membership-visit/start";
import { BROWSER } from "@/test/connect";
import { createOwner } from "@/test/factories";
import { eventsOf } from "@/test/inspect";
import { visitMembership, visitor } from "@/test/membership-visit";
import { test as base } from "@/test/owner";

/** The owner visits the membership view, and presses a button there. */
const test = base.extend("visit", ({ sandbox, user }) => (id: string, decision: "cancel" | "save" | "remove") => {
  return visitMembership(sandbox, user, id, decision);
});

test("the membership view: cancelled changes nothing, modified is noted, removed ends", async ({
  database,
  user,
  row,
  actions,
  connect,
  visit,
}) => {
  const id = await connect();
  const before = await row(id);
  expect(await completeMembershipVisit(visitor(user), await visit(id, "cancel"))).not.toBeNull();
  expect(await row(id)).toEqual(before);

  expect(await completeMembershipVisit(visitor(user), await visit(id, "save"))).not.toBeNull();
  expect((await row(id)).modifiedAt).not.toBeNull();

  expect(await completeMembershipVisit(visitor(user), await visit(id, "remove"))).not.toBeNull();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "MERCHANT", sealedToken: null });
  expect(await actions(id)).toEqual([
    "connection.connected",
    "connection.modified",
    "connection.disconnecting",
    "connection.disconnected",
  ]);
  expect(await eventsOf(database, id)).toEqual([
    "connection.created",
    "connection.modified",
    "connection.disconnecting",
    "connection.disconnected",
  ]);
});

test("a return counts once, for the user, session, browser and connection of an open visit, and changes nothing else", async ({
  database,
  user,
  row,
  actions,
  connect,
  visit,
}) => {
  const id = await connect();
  const other = await connect({ account: "acc-mikko" });
  const claim = { status: "removed" as const, receiptheroId: id };
  const before = [await row(id), await row(other), await actions(id), await actions(other)];

  const attempts = [
    () => completeMembershipVisit(visitor(user), claim),
    async () => {
      await startMembershipVisit(user, BROWSER, id);
      const stranger = await createOwner(database);
      return completeMembershipVisit(visitor(stranger), claim);
    },
    () => completeMembershipVisit(visitor({ ...user, sessionId: randomUUID() }), claim),
    () => completeMembershipVisit(visitor(user, "another browser"), claim),
    () => completeMembershipVisit(visitor(user, null), claim),
    () => completeMembershipVisit(visitor(user), { ...claim, receiptheroId: other }),
    async () => {
      await database.client.query(`UPDATE "Member" SET role = 'READER' WHERE "userId" = $1`, [user.id]);
      const counted = await completeMembershipVisit(visitor(user), claim);
      await database.client.query(`UPDATE "Member" SET role = 'MEMBER' WHERE "userId" = $1`, [user.id]);
      return counted;
    },
    async () => {
      await database.client.query(`UPDATE "MembershipVisit" SET "expiresAt" = now() - interval '1 millisecond'`);
      return completeMembershipVisit(visitor(user), claim);
    },
  ];
  for (const attempt of attempts) expect(await attempt()).toBeNull();
  expect([await row(id), await row(other), await actions(id), await actions(other)]).toEqual(before);

  const cancelled = await visit(id, "cancel");
  expect(await completeMembershipVisit(visitor(user), cancelled)).toEqual({
    merchantId: user.merchant.id,
    userId: user.id,
    connectSessionId: null,
  });
  expect(await completeMembershipVisit(visitor(user), claim)).toBeNull();
});

test("ten simultaneous returns of one visit count once", async ({ user, actions, connect }) => {
  const id = await connect();
  await startMembershipVisit(user, BROWSER, id);
  const claim = { status: "modified" as const, receiptheroId: id };
  const returns = Array.from({ length: 10 }, () => completeMembershipVisit(visitor(user), claim));
  const counted = await Promise.all(returns);
  expect(counted.filter((visit) => visit !== null)).toHaveLength(1);
  expect(await actions(id)).toEqual(["connection.connected", "connection.modified"]);
});
