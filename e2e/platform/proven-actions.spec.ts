import { ACTIONS } from "../fixtures/actions/table.ts";
import { ask, post } from "../fixtures/ask-as-role.ts";
import { settle } from "../fixtures/background-work.ts";
import { fingerprint } from "../fixtures/database-fingerprint.ts";
import { createAccessFixture, type Role } from "../fixtures/roles.ts";
import { actionsInTheCode, provenActionsInTheCode, provenHandlersInTheCode } from "../fixtures/route-inventory.ts";
import { expect, test } from "../fixtures/test.ts";

/** The actions and handlers that need a recent proof, and a role that may use them. Compared with the code. */
const PROVEN_ACTIONS: Record<string, Role> = {
  changeBrandAction: "admin",
  addPasskeyAction: "owner",
  changeMemberRoleAction: "owner",
  changeRoleAction: "admin",
  createApiKeyAction: "admin",
  createEndpointAction: "admin",
  changeEndpointAction: "admin",
  deleteEndpointAction: "admin",
  rotateSecretAction: "admin",
  deleteAccountAction: "owner",
  inviteMemberAction: "owner",
  inviteMerchantAction: "admin",
  leaveMerchantAction: "owner",
  disableUserAction: "admin",
  enableUserAction: "admin",
  endApiKeyAction: "admin",
  proveForDownloadAction: "support",
  proveForBrandAction: "admin",
  proveForImportAction: "admin",
  proveForInvitationsAction: "admin",
  removeMemberAction: "owner",
  requestEmailChangeAction: "owner",
  approveBulkAction: "admin",
  resumeBulkAction: "admin",
  disconnectAsAdminAction: "admin",
  startBulkAction: "admin",
  startRemindersAction: "admin",
  markAsDisconnectedAction: "admin",
  markAsSentAction: "admin",
  sendAgainAction: "admin",
  moveConnectionAction: "owner",
};
const PROVEN_HANDLERS: Record<string, Role> = {
  "GET /admin/audit/export": "support",
  "GET /admin/bulk-disconnects/[id]/export": "admin",
  "GET /admin/connections/export": "admin",
  "GET /admin/invitations/files/[id]/export": "admin",
  "GET /businesses/[merchantId]/export": "reader",
  "GET /connections/[receiptheroId]/receipts.zip": "reader",
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
  const changesNothing = async () => {
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
    return (await state()) === before;
  };
  // The server's own work may change a row at the same moment. A hole in an action shows each time.
  expect((await changesNothing()) || (await changesNothing()) || (await changesNothing())).toBe(true);
});
