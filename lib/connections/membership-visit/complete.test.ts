import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { startMembershipVisit } from "@/lib/connections/membership-visit/start";
import { BROWSER } from "@/test/connect";
import { createOwner } from "@/test/factories";
import { visitMembership } from "@/test/membership-visit";
import { test as base } from "@/test/owner";

/** The owner visits the membership view, and presses a button there. */
const test = base.extend("visit", ({ sandbox, user }) => (id: string, decision: "cancel" | "save" | "remove") => {
  return visitMembership(sandbox, user, id, decision);
});

test("the membership view: cancelled changes nothing, modified is noted, removed ends", async ({
  user,
  row,
  actions,
  connect,
  visit,
}) => {
  const id = await connect();
  const before = await row(id);
  expect(await completeMembershipVisit(user, BROWSER, await visit(id, "cancel"))).toBe(true);
  expect(await row(id)).toEqual(before);

  expect(await completeMembershipVisit(user, BROWSER, await visit(id, "save"))).toBe(true);
  expect((await row(id)).modifiedAt).not.toBeNull();

  expect(await completeMembershipVisit(user, BROWSER, await visit(id, "remove"))).toBe(true);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "MERCHANT", sealedToken: null });
  expect(await actions(id)).toEqual([
    "connection.connected",
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
    () => completeMembershipVisit(user, BROWSER, claim),
    async () => {
      await startMembershipVisit(user, BROWSER, id);
      const stranger = await createOwner(database);
      return completeMembershipVisit(stranger, BROWSER, claim);
    },
    () => completeMembershipVisit({ ...user, sessionId: randomUUID() }, BROWSER, claim),
    () => completeMembershipVisit(user, "another browser", claim),
    () => completeMembershipVisit(user, null, claim),
    () => completeMembershipVisit(user, BROWSER, { ...claim, receiptheroId: other }),
    async () => {
      await database.client.query(`UPDATE "Member" SET role = 'READER' WHERE "userId" = $1`, [user.id]);
      const counted = await completeMembershipVisit(user, BROWSER, claim);
      await database.client.query(`UPDATE "Member" SET role = 'MEMBER' WHERE "userId" = $1`, [user.id]);
      return counted;
    },
    async () => {
      await database.client.query(`UPDATE "MembershipVisit" SET "expiresAt" = now() - interval '1 millisecond'`);
      return completeMembershipVisit(user, BROWSER, claim);
    },
  ];
  for (const attempt of attempts) expect(await attempt()).toBe(false);
  expect([await row(id), await row(other), await actions(id), await actions(other)]).toEqual(before);

  const cancelled = await visit(id, "cancel");
  expect(await completeMembershipVisit(user, BROWSER, cancelled)).toBe(true);
  expect(await completeMembershipVisit(user, BROWSER, claim)).toBe(false);
});

test("ten simultaneous returns of one visit count once", async ({ user, actions, connect }) => {
  const id = await connect();
  await startMembershipVisit(user, BROWSER, id);
  const claim = { status: "modified" as const, receiptheroId: id };
  const counted = await Promise.all(Array.from({ length: 10 }, () => completeMembershipVisit(user, BROWSER, claim)));
  expect(counted.filter(Boolean)).toHaveLength(1);
  expect(await actions(id)).toEqual(["connection.connected", "connection.modified"]);
});
