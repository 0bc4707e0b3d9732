import { createHash, randomUUID } from "node:crypto";
import { USER_MARK_FIELD } from "../../lib/forms/user-mark-field.ts";
import { addressOf, paramsOf } from "../fixtures/address-of.ts";
import { type Cast, fingerprint, makeCast, ROLES, type Role, settle } from "../fixtures/roles.ts";
import {
  type Action,
  actionsInTheCode,
  handlersInTheCode,
  pagesInTheCode,
  provenActionsInTheCode,
  provenHandlersInTheCode,
  routesInTheBuild,
} from "../fixtures/route-inventory.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// The answer for each role. The table is compared with the code: the test fails if a page, a route handler or an action
// has no line here, or if a line has none of them.

/**
 * An answer: the status, or the path of a redirect ("elsewhere" for another site). For an action, ", done" when it
 * changed the database.
 */
type Answer = number | string;
/** The answers to a visitor, a merchant's user, support and an admin. */
type Answers = [anonymous: Answer, merchant: Answer, support: Answer, admin: Answer];

const all = (answer: Answer): Answers => [answer, answer, answer, answer];
const everyone = all(200);
const merchants: Answers = ["/sign-in", 200, "/welcome", "/welcome"];
const staff: Answers = ["/sign-in", 404, 200, 200];
const admins: Answers = ["/sign-in", 404, 404, 200];

const PAGES: Record<string, Answers> = {
  "/": ["/sign-in", "/connections", "/admin", "/admin"],
  "/account/delete": ["/sign-in", "/settings/delete", 200, 200],
  "/admin": staff,
  "/admin/audit": staff,
  "/admin/bulk": staff,
  "/admin/bulk/[id]": staff,
  "/admin/bulk/new": admins,
  "/admin/connections": staff,
  "/admin/connections/[receiptheroId]": staff,
  "/admin/connections/[receiptheroId]/certificate": staff,
  "/admin/connections/[receiptheroId]/disconnect": admins,
  "/admin/connections/[receiptheroId]/mark-as-disconnected": admins,
  "/admin/merchants": staff,
  "/admin/merchants/[merchantId]": staff,
  "/admin/notifications": staff,
  "/admin/notifications/[id]": staff,
  "/admin/users": staff,
  "/admin/users/[userId]": staff,
  "/admin/users/[userId]/access": admins,
  "/admin/users/[userId]/role": admins,
  "/connections": merchants,
  "/connections/[receiptheroId]": merchants,
  "/connections/[receiptheroId]/disconnect": merchants,
  "/connections/[receiptheroId]/receipts": merchants,
  "/connections/[receiptheroId]/receipts/[receiptId]": merchants,
  "/connections/new": merchants,
  "/download": ["/sign-in", 200, 200, 200],
  "/goodbye": everyone,
  "/invitation": everyone,
  "/leaving": all("/"),
  "/other-user": everyone,
  "/outcome/[reason]": everyone,
  "/proven": all(404),
  "/reconnect": merchants,
  "/settings": merchants,
  "/settings/members/[userId]": merchants,
  "/settings/delete": merchants,
  "/settings/email/confirm": ["/sign-in", 200, 200, 200],
  "/sign-in": [200, "/", "/", "/"],
  "/sign-in/check-mail": everyone,
  "/sign-in/confirm": all("/sign-in/error"),
  "/sign-in/error": everyone,
  "/too-many-changes": everyone,
  "/undo-email": everyone,
  "/welcome": ["/sign-in", "/connections", 200, 200],
};

const HANDLERS: Record<string, Answers> = {
  // The journeys' server has no SECURITY_CONTACT.
  "GET /.well-known/security.txt": all(404),
  "GET /admin/audit/export": staff,
  "GET /admin/bulk/[id]/export": staff,
  "GET /admin/connections/[receiptheroId]/certificate.json": staff,
  "GET /admin/connections/export": staff,
  "GET /api/account/email": all("/settings/email/confirm"),
  "GET /api/account/export": merchants,
  "GET /api/account/invitation": all("/invitation"),
  "GET /api/account/reconnect": all("/reconnect"),
  "GET /api/account/undo-email": all("/undo-email"),
  "GET /api/auth/[...nextauth]": all("/sign-in/error"),
  "GET /api/auth/proof": ["/sign-in", 404, 404, 404],
  "GET /api/health": everyone,
  "GET /api/receipthero/callback": [
    "/outcome/signed_out",
    "/outcome/state_missing",
    "/outcome/state_missing",
    "/outcome/state_missing",
  ],
  "GET /api/receipthero/membership": all("/connections"),
  "GET /connections/[receiptheroId]/receipts/[receiptId]/[format]": [
    "/sign-in",
    "/connections/[receiptheroId]/receipts/[receiptId]",
    "/welcome",
    "/welcome",
  ],
  "GET /connections/[receiptheroId]/receipts.zip": [
    "/sign-in",
    "/connections/[receiptheroId]/receipts",
    "/welcome",
    "/welcome",
  ],
  "GET /connections/[receiptheroId]/receipts.zip/progress": all(404),
  "GET /connections/[receiptheroId]/version": [404, 200, 404, 404],
  "GET /manifest.webmanifest": everyone,
  "HEAD /api/receipthero/callback": all(405),
  "HEAD /api/receipthero/membership": all(405),
  "POST /api/auth/[...nextauth]": all("/sign-in/error"),
  "POST /api/receipthero/webhook": all(401),
};

const forMerchants = (answer: Answer): Answers => ["/sign-in", `${answer}, done`, "/welcome", "/welcome"];
const forAdmins = (answer: Answer): Answers => ["/sign-in", 404, 404, `${answer}, done`];
const newAddress = () => `${crypto.randomUUID()}@example.com`;

type MailedLink = keyof Cast["mailed"];
type Row = [answers: Answers, form?: (cast: Cast) => Record<string, string>, opened?: MailedLink];

/** The posted form. It is valid for a role that may act, so other roles are refused because of their role alone. */
const ACTIONS: Record<string, Row> = {
  acceptInvitationAction: [["/sign-in", "/invitation", "/invitation", "/settings, done"], () => ({}), "invitation"],
  acceptMetadataAction: [
    forAdmins("/admin/connections/[receiptheroId]"),
    ({ active }) => ({ receiptheroId: active, seen: createHash("sha256").update('{"a": 1}').digest("hex") }),
  ],
  changeProfileAction: [forMerchants("/settings"), () => ({ name: "Somebody", locale: "en" })],
  changeRoleAction: [forAdmins("/admin/users/[userId]"), ({ user }) => ({ userId: user, role: "SUPPORT" })],
  confirmEmailChangeAction: [
    ["/sign-in", "/settings/email/confirm", "/settings/email/confirm", "/settings, done"],
    () => ({}),
    "email",
  ],
  startAuthorizationAction: [forMerchants("elsewhere"), () => ({ label: "Shop", scopes: "receipt:read" })],
  createMerchantAction: [
    ["/sign-in", "/connections", "/connections, done", "/connections, done"],
    () => ({ name: "New Oy" }),
  ],
  deleteAccountAction: [forMerchants("/goodbye"), () => ({ confirmation: "Cast Oy" })],
  deleteLoneAccountAction: [["/sign-in", 200, "/goodbye, done", 200], ({ supporter }) => ({ confirmation: supporter })],
  disableUserAction: [forAdmins("/admin/users/[userId]"), ({ user }) => ({ userId: user })],
  disconnectAction: [forMerchants("/connections/[receiptheroId]"), ({ active }) => ({ receiptheroId: active })],
  enableUserAction: [forAdmins("/admin/users/[other]"), ({ disabled }) => ({ userId: disabled })],
  endSessionsOfUserAction: [forAdmins("/admin/users/[userId]"), ({ user }) => ({ userId: user })],
  endSessionAction: [forMerchants("/settings"), ({ session }) => ({ id: session })],
  endOtherSessionsAction: [["/sign-in", "/settings", "/welcome", "/welcome"]],
  endOwnOtherSessionsAction: [["/sign-in", 404, "/admin/users/[other]", "/admin/users/[other]"]],
  endOwnSessionAction: [["/sign-in", 404, 404, 404], () => ({ id: randomUUID() })],
  inviteMemberAction: [forMerchants("/settings"), () => ({ email: newAddress() })],
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
  requestEmailChangeAction: [forMerchants("/settings"), () => ({ email: newAddress() })],
  requestLinkAction: [all("/sign-in/check-mail, done"), () => ({ email: newAddress() })],
  resumeBulkAction: [forAdmins("/admin/bulk/[other]"), ({ paused }) => ({ bulkDisconnect: paused })],
  retryDisconnectAction: [forAdmins("/admin/connections/[other]"), ({ ending }) => ({ receiptheroId: ending })],
  retryFromListAction: [forAdmins(200), ({ ending }) => ({ receiptheroId: ending })],
  disconnectAsAdminAction: [
    forAdmins("/admin/connections/[receiptheroId]"),
    ({ active }) => ({ receiptheroId: active, confirmation: "Cast" }),
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
    ({ ending }) => ({ receiptheroId: ending, confirmation: "Cast" }),
  ],
  undoEmailChangeAction: [all("/undo-email")],
  visitMembershipAction: [forMerchants("elsewhere"), ({ active }) => ({ receiptheroId: active })],
};

test("every page answers each role as the table says", async ({ stack }) => {
  const cast = await makeCast(stack);
  const seen: Record<string, Answers> = {};
  for (const route of pagesInTheCode()) {
    seen[route] = await asEach((role) => ask(stack, cast, role, "GET", route));
  }
  expect(seen).toEqual(PAGES);
});

test("every route handler answers each role as the table says", async ({ stack }) => {
  const cast = await makeCast(stack);
  const seen: Record<string, Answers> = {};
  for (const handler of handlersInTheCode()) {
    const [method = "", route = ""] = handler.split(" ");
    seen[handler] = await asEach((role) => ask(stack, cast, role, method, route));
  }
  expect(seen).toEqual(HANDLERS);
});

test("the table names every action", () => {
  expect(
    actionsInTheCode()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(ACTIONS).sort());
});

const isForStaff = ({ route }: Action) => route.startsWith("/admin");
const groups = {
  staff: actionsInTheCode().filter(isForStaff),
  "everyone else": actionsInTheCode().filter((action) => !isForStaff(action)),
};

for (const [whose, actions] of Object.entries(groups)) {
  test(`every action of ${whose} answers each role as the table says, and changes nothing for a role that may not use it`, async ({
    stack,
  }) => {
    const seen: Record<string, Answers> = {};
    for (const action of actions) {
      const cast = await makeCast(stack);
      const row = ACTIONS[action.name];
      seen[action.name] = await asEach(async (role) => {
        await settle(stack);
        const before = await fingerprint(stack);
        const answer = await call(stack, cast, role, action, row);
        return before === (await fingerprint(stack)) ? answer : `${answer}, done`;
      });
    }
    expect(seen).toEqual(Object.fromEntries(actions.map(({ name }) => [name, ACTIONS[name]?.[0]])));
  });
}

/** The actions and handlers that need a recent proof, and a role that may use them. Compared with the code. */
const PROVEN_ACTIONS: Record<string, Role> = {
  changeRoleAction: "admin",
  deleteAccountAction: "merchant",
  deleteLoneAccountAction: "support",
  disableUserAction: "admin",
  enableUserAction: "admin",
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

  const cast = await makeCast(stack);
  await stack.database.rows(`UPDATE "Session" SET "provenAt" = now() - interval '15 minutes'`);
  await settle(stack);
  // The first request of a session for a proof sends a code by email.
  const state = () => fingerprint(stack, ["MailedCode"]);
  const before = await state();
  for (const action of actionsInTheCode()) {
    const role = PROVEN_ACTIONS[action.name];
    if (!role) continue;
    const response = await post(stack, cast, role, action, ACTIONS[action.name]);
    expect(await response.text(), action.name).toContain('"proof":{"email"');
  }
  for (const [handler, role] of Object.entries(PROVEN_HANDLERS)) {
    expect(await ask(stack, cast, role, "GET", handler.replace("GET ", "")), handler).toBe("/download");
  }
  expect(await state()).toBe(before);
});

test("the routes and actions compared with the tables are all that the build answers", () => {
  const handlers = handlersInTheCode().map((handler) => handler.split(" ")[1]);
  expect([...new Set([...pagesInTheCode(), ...handlers])].sort()).toEqual(routesInTheBuild());
});

async function asEach(deed: (role: Role) => Promise<Answer>): Promise<Answers> {
  const answers: Answer[] = [];
  for (const role of ROLES) answers.push(await deed(role));
  return answers as Answers;
}

async function ask(stack: Stack, cast: Cast, role: Role, method: string, route: string): Promise<Answer> {
  const headers = { Cookie: cast.cookies[role], Origin: stack.app.url };
  const response = await fetch(addressOf(stack, cast, route), { method, headers, redirect: "manual" });
  await response.arrayBuffer();
  return answerOf(stack, cast, response.status, response.headers.get("location"));
}

/** Calls an action as our pages' script does. */
async function call(stack: Stack, cast: Cast, role: Role, action: Action, row: Row | undefined): Promise<Answer> {
  const response = await post(stack, cast, role, action, row);
  await response.arrayBuffer();
  const [location = null] = response.headers.get("x-action-redirect")?.split(";") ?? [];
  return answerOf(stack, cast, response.status, location);
}

function post(
  stack: Stack,
  cast: Cast,
  role: Role,
  { id, route }: Action,
  [, form, opened]: Row = [all(404)],
): Promise<Response> {
  const body = new FormData();
  body.set(`_1_${USER_MARK_FIELD}`, cast.marks[role]);
  const mark = opened && { link: stack.linkMark(opened, cast.mailed[opened]) };
  for (const [name, value] of Object.entries({ ...form?.(cast), ...mark })) body.set(`_1_${name}`, value);
  // React's encoding of the arguments (last, formData). A button's action ignores the first one.
  body.set("0", JSON.stringify(["$undefined", "$K1"]));
  const link = opened ? `${opened}-link=${cast.mailed[opened]}` : "";
  const cookies = [cast.cookies[role], link].filter(Boolean).join("; ");
  const headers = { Cookie: cookies, Origin: stack.app.url, "Next-Action": id };
  return fetch(addressOf(stack, cast, route), { method: "POST", headers, body, redirect: "manual" });
}

/** The status, or the path of the redirect, with the parameters' names instead of their values. */
function answerOf(stack: Stack, cast: Cast, status: number, location: string | null): Answer {
  if (location === null) return status;
  const url = new URL(location, stack.app.url);
  if (url.origin !== stack.app.url) return "elsewhere";
  return Object.entries(paramsOf(cast))
    .reduce((path, [parameter, value]) => {
      const folder = parameter.split("/")[0];
      return path.replace(`${folder}/${value}`, parameter);
    }, url.pathname)
    .replace(/[0-9a-f-]{36}/, "[other]");
}
