import { createHash, randomUUID } from "node:crypto";
import { type Answer, type Answers, all, asEach, ask, call, post, type Row } from "../fixtures/ask-as-role.ts";
import { createAccessFixture, fingerprint, type Role, settle } from "../fixtures/roles.ts";
import { actionsInTheCode, provenActionsInTheCode, provenHandlersInTheCode } from "../fixtures/route-inventory.ts";
import { expect, test } from "../fixtures/test.ts";

// The answers of the actions. The test fails if the table and the code name different actions.

const forMerchants = (answer: Answer): Answers => ["/sign-in", `${answer}, done`, "/welcome", "/welcome"];
const forUsers = (answer: Answer): Answers => ["/sign-in", `${answer}, done`, `${answer}, done`, `${answer}, done`];
const forAdmins = (answer: Answer): Answers => ["/sign-in", 404, 404, `${answer}, done`];
const newAddress = () => `${crypto.randomUUID()}@example.com`;

const ACTIONS: Record<string, Row> = {
  // The merchant belongs to the business already, so accepting changes nothing.
  acceptInvitationAction: [["/sign-in", "/settings", "/invitation", "/settings, done"], () => ({}), "invitation"],
  acceptMetadataAction: [
    forAdmins("/admin/connections/[receiptheroId]"),
    ({ active }) => ({ receiptheroId: active, seen: createHash("sha256").update('{"a": 1}').digest("hex") }),
  ],
  changeProfileAction: [forUsers("/settings"), () => ({ name: "Somebody", locale: "en" })],
  changeMemberRoleAction: [forMerchants("/settings"), ({ member }) => ({ id: member, role: "READER" })],
  changeRoleAction: [forAdmins("/admin/users/[userId]"), ({ user }) => ({ userId: user, role: "SUPPORT" })],
  confirmEmailChangeAction: [
    ["/sign-in", "/settings/email/confirm", "/settings/email/confirm", "/settings, done"],
    () => ({}),
    "email",
  ],
  startAuthorizationAction: [forMerchants("elsewhere"), () => ({ label: "Shop", scopes: "receipt:read" })],
  createApiKeyAction: [forAdmins(200), () => ({ name: "Billing", permissions: "connections:read" })],
  createMerchantAction: [
    ["/sign-in", "/connections", "/connections, done", "/connections, done"],
    () => ({ name: "New Oy" }),
  ],
  deleteAccountAction: [["/sign-in", "/goodbye, done", 200, 200], ({ userEmail }) => ({ confirmation: userEmail })],
  disableUserAction: [forAdmins("/admin/users/[userId]"), ({ user }) => ({ userId: user })],
  disconnectAction: [forMerchants("/connections/[receiptheroId]"), ({ active }) => ({ receiptheroId: active })],
  enableUserAction: [forAdmins("/admin/users/[other]"), ({ disabled }) => ({ userId: disabled })],
  endApiKeyAction: [forAdmins("/admin/api-keys"), ({ apiKey }) => ({ id: apiKey })],
  endSessionsOfUserAction: [forAdmins("/admin/users/[userId]"), ({ user }) => ({ userId: user })],
  endSessionAction: [["/sign-in", "/settings, done", 404, 404], ({ session }) => ({ id: session })],
  endOtherSessionsAction: [["/sign-in", "/settings", "/settings", "/settings"]],
  endOwnOtherSessionsAction: [["/sign-in", 404, "/admin/users/[other]", "/admin/users/[other]"]],
  endOwnSessionAction: [["/sign-in", 404, 404, 404], () => ({ id: randomUUID() })],
  inviteMemberAction: [forMerchants("/settings"), () => ({ email: newAddress(), role: "MEMBER" })],
  leaveMerchantAction: [forMerchants("/goodbye")],
  makeReconnectLinkAction: [forAdmins(200), ({ ended }) => ({ receiptheroId: ended })],
  markNoticeReadAction: [forMerchants(200), ({ ended }) => ({ receiptheroId: ended })],
  retryFailedAction: [forAdmins("/admin/notifications"), ({ notification }) => ({ id: notification })],
  retryNotificationAction: [forAdmins("/admin/notifications/[id]"), ({ notification }) => ({ id: notification })],
  renameAction: [
    forMerchants("/connections/[receiptheroId]"),
    ({ active }) => ({ receiptheroId: active, label: "New" }),
  ],
  proveForDownloadAction: [["/sign-in", "/download", "/download", "/download"], () => ({ to: "/api/account/export" })],
  removeMemberAction: [forMerchants("/settings"), ({ member }) => ({ id: member })],
  renameMerchantAction: [forMerchants("/settings"), () => ({ name: "New Oy" })],
  requestEmailChangeAction: [forUsers("/settings"), () => ({ email: newAddress() })],
  requestLinkAction: [all("/sign-in/check-mail, done"), () => ({ email: newAddress() })],
  resumeBulkAction: [forAdmins("/admin/bulk/[other]"), ({ paused }) => ({ bulkDisconnect: paused })],
  retryDisconnectAction: [forAdmins("/admin/connections/[other]"), ({ ending }) => ({ receiptheroId: ending })],
  retryFromListAction: [forAdmins(200), ({ ending }) => ({ receiptheroId: ending })],
  disconnectAsAdminAction: [
    forAdmins("/admin/connections/[receiptheroId]"),
    ({ active }) => ({ receiptheroId: active, confirmation: "Torikatu" }),
  ],
  revokeInvitationAction: [forMerchants("/settings"), ({ invitation }) => ({ id: invitation })],
  signInToJoinAction: [all("/sign-in/check-mail, done"), () => ({}), "invitation"],
  signInWithCodeAction: [all("/sign-in/check-mail"), () => ({ code: "123456" })],
  // There is no provider here. It changes nothing in the database with one either: e2e/account/oidc.spec.ts.
  signInWithProviderAction: [all("/api/auth/signin")],
  signOutAction: [["/sign-in", "/sign-in, done", "/sign-in, done", "/sign-in, done"]],
  signOutToJoinAction: [["/invitation", "/invitation, done", "/invitation, done", "/invitation, done"]],
  startBulkAction: [
    forAdmins("/admin/bulk/[other]"),
    ({ active }) => ({
      bulkDisconnect: randomUUID(),
      selection: `ids=${active}`,
      count: "1",
      confirmation: "disconnect 1",
    }),
  ],
  pauseBulkAction: [forAdmins("/admin/bulk/[id]"), ({ running }) => ({ bulkDisconnect: running })],
  takeBackReconnectLinkAction: [forAdmins("/admin/connections/[receiptheroId]"), ({ link }) => ({ id: link })],
  unlinkIdentityAction: [["/sign-in", "/settings, done", 404, 404], ({ identity }) => ({ id: identity })],
  unlinkIdentityOfUserAction: [
    forAdmins("/admin/users/[userId]"),
    ({ user, identity }) => ({ userId: user, id: identity }),
  ],
  markAsDisconnectedAction: [
    forAdmins("/admin/connections/[other]"),
    ({ ending }) => ({ receiptheroId: ending, confirmation: "Torikatu" }),
  ],
  undoEmailChangeAction: [all("/undo-email")],
  visitMembershipAction: [forMerchants("elsewhere"), ({ active }) => ({ receiptheroId: active })],
};

test("the table names every action", () => {
  expect(
    actionsInTheCode()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(ACTIONS).sort());
});

const groups = Object.groupBy(actionsInTheCode(), ({ route }) =>
  route.startsWith("/admin") ? "staff" : "everyone else",
);

for (const [whose, actions] of Object.entries(groups)) {
  test(`every action of ${whose} answers each role as the table says, and changes nothing for a role that may not use it`, async ({
    stack,
  }) => {
    const seen: Record<string, Answers> = {};
    for (const action of actions) {
      const fixture = await createAccessFixture(stack);
      const row = ACTIONS[action.name];
      seen[action.name] = await asEach(async (role) => {
        await settle(stack);
        const before = await fingerprint(stack);
        const answer = await call(stack, fixture, role, action, row);
        return before === (await fingerprint(stack)) ? answer : `${answer}, done`;
      });
    }
    expect(seen).toEqual(Object.fromEntries(actions.map(({ name }) => [name, ACTIONS[name]?.[0]])));
  });
}

/** The actions and handlers that need a recent proof, and a role that may use them. Compared with the code. */
const PROVEN_ACTIONS: Record<string, Role> = {
  changeMemberRoleAction: "merchant",
  changeRoleAction: "admin",
  createApiKeyAction: "admin",
  deleteAccountAction: "merchant",
  leaveMerchantAction: "merchant",
  disableUserAction: "admin",
  enableUserAction: "admin",
  endApiKeyAction: "admin",
  proveForDownloadAction: "support",
  removeMemberAction: "merchant",
  requestEmailChangeAction: "merchant",
  resumeBulkAction: "admin",
  disconnectAsAdminAction: "admin",
  startBulkAction: "admin",
  markAsDisconnectedAction: "admin",
};
const PROVEN_HANDLERS: Record<string, Role> = {
  "GET /admin/audit/export": "support",
  "GET /admin/bulk/[id]/export": "admin",
  "GET /admin/connections/export": "admin",
  "GET /api/account/export": "merchant",
  "GET /connections/[receiptheroId]/receipts.zip": "merchant",
};

test("an action with lasting effect asks for a proof in a session without a recent one, and changes nothing", async ({
  stack,
}) => {
  expect(provenActionsInTheCode()).toEqual(Object.keys(PROVEN_ACTIONS).sort());
  expect(provenHandlersInTheCode()).toEqual(Object.keys(PROVEN_HANDLERS).sort());

  const fixture = await createAccessFixture(stack);
  await stack.database.rows(`UPDATE "Session" SET "provenAt" = now() - interval '15 minutes'`);
  await settle(stack);
  // The first request of a session for a proof sends a code by email.
  const state = () => fingerprint(stack, ["MailedCode"]);
  const before = await state();
  for (const action of actionsInTheCode()) {
    const role = PROVEN_ACTIONS[action.name];
    if (!role) continue;
    const response = await post(stack, fixture, role, action, ACTIONS[action.name]);
    expect(await response.text(), action.name).toContain('"proof":{"email"');
  }
  for (const [handler, role] of Object.entries(PROVEN_HANDLERS)) {
    expect(await ask(stack, fixture, role, "GET", handler.replace("GET ", "")), handler).toBe("/download");
  }
  expect(await state()).toBe(before);
});
