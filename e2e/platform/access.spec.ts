import { type Answers, all, asEach, ask } from "../fixtures/ask-as-role.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import { handlersInTheCode, pagesInTheCode, routesInTheBuild } from "../fixtures/route-inventory.ts";
import { expect, test } from "../fixtures/test.ts";

// The answer for each role. The table is compared with the code: the test fails if a page, a route handler or an action
// has no line here, or if a line has none of them.

const everyone = all(200);
const merchants: Answers = ["/sign-in", 200, "/welcome", "/welcome"];
const users: Answers = ["/sign-in", 200, 200, 200];
const staff: Answers = ["/sign-in", 404, 200, 200];
const admins: Answers = ["/sign-in", 404, 404, 200];

const PAGES: Record<string, Answers> = {
  "/": ["/sign-in", "/connections", "/admin", "/admin"],
  "/admin": staff,
  "/admin/api-keys": staff,
  "/admin/api-keys/[id]/end": admins,
  "/admin/api-keys/new": admins,
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
  "/docs/api": everyone,
  "/download": ["/sign-in", 200, 200, 200],
  "/goodbye": everyone,
  "/invitation": everyone,
  "/leaving": all("/"),
  "/other-user": everyone,
  "/outcome/[reason]": everyone,
  "/proven": all(404),
  "/reconnect": users,
  "/settings": merchants,
  "/settings/members/[userId]": merchants,
  "/settings/delete": users,
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
  // A session opens nothing of the API: e2e/api/access.spec.ts asks with keys.
  "DELETE /api/v1/[[...path]]": all(405),
  "GET /api/v1/[[...path]]": all(401),
  "HEAD /api/v1/[[...path]]": all(401),
  "OPTIONS /api/v1/[[...path]]": all(405),
  "PATCH /api/v1/[[...path]]": all(405),
  "POST /api/v1/[[...path]]": all(405),
  "PUT /api/v1/[[...path]]": all(405),
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
  "HEAD /connections/[receiptheroId]/receipts/[receiptId]/[format]": all(405),
  "POST /api/auth/[...nextauth]": all("/sign-in/error"),
  "POST /api/receipthero/webhook": all(401),
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
