import { type Answers, all, answers, asEach, ask, members } from "../fixtures/ask-as-role.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import { handlersInTheCode, pagesInTheCode, routesInTheBuild } from "../fixtures/route-inventory.ts";
import { expect, test } from "../fixtures/test.ts";

// The answer for each role. The table is compared with the code: the test fails if a page, a route handler or an action
// has no line here, or if a line has none of them.

const CONNECTIONS = "/businesses/[merchantId]/connections";

const everyone = all(200);
const users = answers("/sign-in", 200);
const readers = answers("/sign-in", 404, members(200));
const changers = answers("/sign-in", 404, { ...members(200), reader: "/not-allowed" });
const staff = answers("/sign-in", 404, { support: 200, admin: 200 });
const admins = answers("/sign-in", 404, { admin: 200 });
/** Pages that lead to the business that was used last. */
const atHand = (path: string) =>
  answers("/sign-in", "/welcome", {
    ...members(CONNECTIONS + path),
    stranger: `/businesses/[other]/connections${path}`,
  });

const PAGES: Record<string, Answers> = {
  "/": { ...atHand(""), support: "/admin", admin: "/admin" },
  "/admin": staff,
  "/admin/api-keys": staff,
  "/admin/api-keys/[id]/end": admins,
  "/admin/api-keys/new": admins,
  "/admin/audit": staff,
  "/admin/brand": staff,
  "/admin/brand/edit": admins,
  "/admin/brand/images": admins,
  "/admin/bulk-disconnects": staff,
  "/admin/bulk-disconnects/[id]": staff,
  "/admin/bulk-disconnects/new": admins,
  "/admin/connect-sessions": staff,
  "/admin/connections": staff,
  "/admin/connections/[receiptheroId]": staff,
  "/admin/connections/[receiptheroId]/certificate": staff,
  "/admin/connections/[receiptheroId]/disconnect": admins,
  "/admin/connections/[receiptheroId]/mark-as-disconnected": admins,
  "/admin/imports": staff,
  "/admin/imports/[id]": staff,
  "/admin/imports/new": admins,
  "/admin/invitations": staff,
  "/admin/invitations/files": staff,
  "/admin/invitations/files/[id]": staff,
  "/admin/invitations/files/new": admins,
  "/admin/invitations/new": admins,
  "/admin/invitations/reminders/[id]": staff,
  "/admin/invitations/reminders/new": admins,
  "/admin/merchants": staff,
  "/admin/merchants/[merchantId]": staff,
  "/admin/notifications": staff,
  "/admin/notifications/[id]": staff,
  "/admin/outgoing-receipts": staff,
  "/admin/system": staff,
  "/admin/outgoing-receipts/[id]": staff,
  "/admin/outgoing-receipts/[id]/mark-as-sent": admins,
  "/admin/outgoing-receipts/[id]/send-again": admins,
  "/admin/saved-views": staff,
  "/admin/saved-views/[id]": admins,
  "/admin/saved-views/new": staff,
  "/admin/users": staff,
  "/admin/users/[userId]": staff,
  "/admin/users/[userId]/access": admins,
  "/admin/users/[userId]/role": admins,
  "/admin/webhooks": staff,
  "/admin/webhooks/[id]": staff,
  "/admin/webhooks/[id]/delete": admins,
  "/admin/webhooks/[id]/edit": admins,
  "/admin/webhooks/[id]/rotate": admins,
  "/admin/webhooks/deliveries": staff,
  "/admin/webhooks/deliveries/[id]": staff,
  "/admin/webhooks/new": admins,
  "/accessibility": everyone,
  "/businesses": answers("/sign-in", 200, { support: "/welcome", admin: "/welcome" }),
  "/businesses/new": users,
  "/businesses/[merchantId]/connections": readers,
  "/businesses/[merchantId]/connections/move": answers("/sign-in", 404, { ...members("/not-allowed"), owner: 200 }),
  "/businesses/[merchantId]/connections/new": changers,
  "/businesses/[merchantId]/settings": readers,
  "/businesses/[merchantId]/settings/members/[userId]": answers("/sign-in", 404, { owner: 200 }),
  "/connect/[sessionId]": { ...all(404), connecting: 200 },
  "/connections": atHand(""),
  "/connections/[receiptheroId]": readers,
  "/connections/[receiptheroId]/disconnect": changers,
  "/connections/[receiptheroId]/receipts": readers,
  "/connections/[receiptheroId]/receipts/[receiptId]": readers,
  "/connections/new": atHand("/new"),
  "/docs/api": everyone,
  "/account/passkeys/[passkeyId]": answers("/sign-in", 404, { owner: 200 }),
  "/account/passkeys/new": users,
  "/download": users,
  "/goodbye": everyone,
  "/invitation": everyone,
  "/leaving": all("/"),
  "/not-allowed": everyone,
  "/other-user": everyone,
  "/outcome/[reason]": everyone,
  "/proven": all(404),
  "/reconnect": users,
  "/settings": users,
  "/settings/delete": users,
  "/settings/email/confirm": users,
  "/sign-in": answers(200, "/"),
  "/sign-in/check-mail": everyone,
  "/sign-in/confirm": all("/sign-in/error"),
  "/sign-in/error": everyone,
  "/too-many-changes": everyone,
  "/undo-email": everyone,
  "/unsubscribe": everyone,
  "/welcome": answers("/sign-in", "/connections", { support: 200, admin: 200 }),
};

const HANDLERS: Record<string, Answers> = {
  // The journeys' server has no SECURITY_CONTACT.
  "GET /.well-known/security.txt": all(404),
  "GET /metrics": all(404),
  "GET /admin/audit/export": staff,
  "GET /admin/bulk-disconnects/[id]/export": staff,
  "GET /admin/connections/[receiptheroId]/certificate.json": staff,
  "GET /admin/connections/export": staff,
  "GET /admin/invitations/files/[id]/export": staff,
  "GET /api/account/email": all("/settings/email/confirm"),
  "GET /api/account/invitation": all("/invitation"),
  "GET /api/account/reconnect": all("/reconnect"),
  "GET /api/account/undo-email": all("/undo-email"),
  "GET /api/account/unsubscribe": all("/unsubscribe"),
  "GET /api/auth/[...nextauth]": all("/sign-in/error"),
  "GET /api/auth/passkey": everyone,
  "GET /api/auth/proof": answers("/sign-in", 404),
  "GET /api/health": everyone,
  "GET /api/ready": everyone,
  "GET /api/receipthero/callback": answers("/outcome/signed_out", "/outcome/state_missing", {
    connecting: "/connect/unknown",
  }),
  "GET /api/receipthero/membership": { ...all("/connections"), connecting: "/connect/unknown" },
  // A session opens nothing of the API: e2e/api/access.spec.ts asks with keys.
  "DELETE /api/v1/[[...path]]": all(405),
  "GET /api/v1/[[...path]]": all(401),
  "HEAD /api/v1/[[...path]]": all(401),
  "OPTIONS /api/v1/[[...path]]": all(405),
  "PATCH /api/v1/[[...path]]": all(405),
  "POST /api/v1/[[...path]]": all(405),
  "PUT /api/v1/[[...path]]": all(405),
  "DELETE /api/v1/imports": all(405),
  "GET /api/v1/imports": all(405),
  "HEAD /api/v1/imports": all(405),
  "OPTIONS /api/v1/imports": all(405),
  "PATCH /api/v1/imports": all(405),
  "POST /api/v1/imports": all(401),
  "PUT /api/v1/imports": all(405),
  "GET /businesses/[merchantId]/export": readers,
  // No such image.
  "GET /brand/[file]": all(404),
  "GET /connect": all("/connect/unknown"),
  "GET /connections/[receiptheroId]/receipts/[receiptId]/[format]": answers(
    "/sign-in",
    "/connections/[receiptheroId]/receipts/[receiptId]",
  ),
  "GET /connections/[receiptheroId]/receipts.zip": answers(
    "/sign-in",
    404,
    members("/connections/[receiptheroId]/receipts"),
  ),
  "GET /connections/[receiptheroId]/receipts.zip/progress": all(404),
  "GET /connections/[receiptheroId]/version": answers(404, 404, members(200)),
  "GET /manifest.webmanifest": everyone,
  "HEAD /api/receipthero/callback": all(405),
  "HEAD /api/receipthero/membership": all(405),
  "HEAD /connect": all(405),
  "HEAD /connections/[receiptheroId]/receipts/[receiptId]/[format]": all(405),
  "POST /admin/brand/upload": answers("/sign-in", 404, { admin: "/admin/brand/images" }),
  "POST /admin/imports/upload": answers("/sign-in", 404, { admin: "/admin/imports/new" }),
  "POST /admin/invitations/upload": answers("/sign-in", 404, { admin: "/admin/invitations/files/new" }),
  "POST /api/account/unsubscribe": all(404),
  "POST /api/auth/[...nextauth]": all("/sign-in/error"),
  "POST /api/receipthero/webhook": all(401),
  "POST /language": all("/"),
};

test("every page answers each role as the table says", async ({ stack }) => {
  const fixture = await createAccessFixture(stack);
  const seen: Record<string, Answers> = {};
  for (const route of pagesInTheCode()) {
    seen[route] = await asEach((role) => ask(stack, fixture, role, "GET", route));
  }
  expect(seen).toEqual(PAGES);
});

test("every route handler answers each role as the table says", async ({ stack }) => {
  const fixture = await createAccessFixture(stack);
  const seen: Record<string, Answers> = {};
  for (const handler of handlersInTheCode()) {
    const [method = "", route = ""] = handler.split(" ");
    seen[handler] = await asEach((role) => ask(stack, fixture, role, method, route));
  }
  expect(seen).toEqual(HANDLERS);
});

test("the routes and actions compared with the tables are all that the build answers", () => {
  const handlers = handlersInTheCode().map((handler) => handler.split(" ")[1]);
  expect([...new Set([...pagesInTheCode(), ...handlers])].sort()).toEqual(routesInTheBuild());
});
