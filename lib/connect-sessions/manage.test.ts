import { expect } from "vitest";
import { startAuthorization } from "@/lib/authorization/start";
import { completeMembershipVisit } from "@/lib/connections/membership-visit/complete";
import { readMembershipReturn } from "@/lib/receipthero/membership";
import { answerPage, redirectQuery } from "@/sandbox/testing";
import { callApi } from "@/test/api";
import { BROWSER } from "@/test/connect";
import {
  askForSession,
  browserOf,
  connectBySession,
  create,
  given,
  press,
  startOverForEach,
  status,
} from "@/test/connect-sessions";
import { addApiKey, createMember, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { connectionRow } from "@/test/inspect";
import { visitor } from "@/test/membership-visit";

startOverForEach();

test("a reconnect keeps the label and the merchant's own fields, and takes the partner's new ones", async () => {
  const { receiptheroId, session } = await connectBySession({ label: "Turku", metadata: { a: "1", b: "2" } });
  await given.database.client.query(
    `UPDATE "Connection" SET "partnerMetadata" = "partnerMetadata" || '{"own": "mine", "c": "mine, too"}' WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  const again = { purpose: "reconnect", receipthero_id: receiptheroId };
  await connectBySession(again);
  const kept = { partnerKeys: ["a", "b"], partnerMetadata: { a: "1", b: "2", own: "mine", c: "mine, too" } };
  expect(await connectionRow(given.database, receiptheroId)).toMatchObject({ label: "Turku", ...kept });

  const renewed = await connectBySession({ ...again, metadata: { c: "3" } });
  expect(renewed.receiptheroId).toBe(receiptheroId);
  const row = await connectionRow(given.database, receiptheroId);
  expect(row).toMatchObject({ label: "Turku", partnerKeys: ["c"] });
  expect(row.partnerMetadata).toEqual({
    merchant_id: (await status(session)).merchant.id,
    external_id: given.externalId,
    own: "mine",
    c: "3",
  });
});

test("a member who reconnects keeps the fields that the partner set", async () => {
  const { receiptheroId, session } = await connectBySession({ metadata: { a: "1" } });
  const { merchant } = await status(session);
  const member = await createMember(given.database, merchant);
  const asked = { label: "Shop", scopes: ["receipt:read" as const], message: "May we?", reconnect: receiptheroId };
  await startAuthorization(member, BROWSER, {
    ...asked,
    pairs: [
      { key: "a", value: "forged" },
      { key: "b", value: "2" },
    ],
  });
  const { rows } = await given.database.client.query(
    `SELECT "partnerMetadata", "partnerKeys" FROM "AuthorizationRequest" WHERE "userId" = $1`,
    [member.id],
  );
  expect(rows).toMatchObject([{ partnerMetadata: { a: "1", b: "2" }, partnerKeys: ["a"] }]);
});

test.each([
  ["cancel", "cancelled", "ACTIVE"],
  ["save", "modified", "ACTIVE"],
  ["remove", "removed", "DISCONNECTED"],
])("to manage: %s ends the session as %s", async (decision, expected, connectionStatus) => {
  const { receiptheroId } = await connectBySession();
  const session = await create({ purpose: "manage", receipthero_id: receiptheroId });
  const browser = browserOf(session);
  const url = await press(browser);
  const claim = readMembershipReturn(redirectQuery(await answerPage(given.sandbox, url ?? "", { decision })));
  if (!claim) throw new Error("the membership view did not send the browser back");

  const user = await createOwner(given.database);
  const others = [browserOf(session, "second"), browserOf(await create(), "first")];
  expect(await completeMembershipVisit({ ...visitor(user), sessions: others }, claim)).toBeNull();
  const visit = await completeMembershipVisit({ ...visitor(user), sessions: [...others, browser] }, claim);
  expect(visit).toMatchObject({ connectSessionId: session.id, userId: null });
  expect(await completeMembershipVisit({ ...visitor(user), sessions: [browser] }, claim)).toBeNull();

  expect(await status(session)).toMatchObject({ status: expected, receipthero_id: receiptheroId });
  expect(await connectionRow(given.database, receiptheroId)).toMatchObject({ status: connectionStatus });
});

test("a connection is managed or reconnected only for its own customer, and managed only while it is active", async () => {
  const { receiptheroId } = await connectBySession();
  const ask = (fields: Record<string, unknown>) =>
    askForSession({ purpose: "manage", receipthero_id: receiptheroId, ...fields });
  for (const purpose of ["manage", "reconnect"]) {
    expect((await ask({ purpose, external_id: "somebody else" })).body).toMatchObject({ code: "not_found" });
    expect((await ask({ purpose, receipthero_id: "unknown" })).body).toMatchObject({ code: "not_found" });
    expect((await ask({ purpose, receipthero_id: undefined })).body).toMatchObject({ code: "malformed_request" });
  }
  expect((await ask({ purpose: "connect" })).body).toMatchObject({ code: "malformed_request" });
  const session = await create({ purpose: "manage", receipthero_id: receiptheroId });
  await callApi(`/connections/${receiptheroId}`, {
    key: await addApiKey(given.database, ["connections:write"]),
    method: "DELETE",
  });
  expect((await ask({})).body).toMatchObject({ status: 409, code: "not_active" });
  expect(await press(browserOf(session))).toBeNull();
  expect(await status(session)).toMatchObject({ status: "failed", reason: "not_active" });
});
