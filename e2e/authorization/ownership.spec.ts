import { approve, connect, enter, enterAsAdmin, goToConsent, newUser, seeOutcome } from "../fixtures/actions.ts";
import { auditActionsOf, bytesOf, connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { en } from "../fixtures/messages.ts";
import { expect, test } from "../fixtures/test.ts";

test("a connection of another merchant whose token still works is refused, not changed and not revoked", async ({
  page,
  openBrowser,
  stack,
}) => {
  const owner = await enter(page, stack, newUser("Kahvila Aamu"));
  const receiptheroId = await connect(page, { label: "Aamu" });
  const before = await bytesOf(stack, receiptheroId);
  await stack.sandbox.setFault("token", "old-token-lives");

  const other = await openBrowser();
  const stranger = await enter(other, stack, newUser("Kahvila Ilta"));
  await goToConsent(other, { label: "Ilta" });
  await approve(other, { update: true });
  await seeOutcome(other, "owned_by_another");

  expect(await bytesOf(stack, receiptheroId)).toBe(before);
  expect(await connectionsOf(stack, stranger)).toEqual([]);
  expect(await auditActionsOf(stack, stranger)).toEqual(["connection.refused"]);
  expect(await auditActionsOf(stack, owner)).toEqual(["connection.connected", "connection.granted_elsewhere"]);
  expect(await requestsOf(stack, stranger)).toMatchObject([{ outcome: "owned_by_another" }]);
  const { connections, revocations } = await stack.sandbox.state();
  expect(revocations.requests).toBe(0);
  expect(connections).toMatchObject([{ receipthero_id: receiptheroId, status: "active" }]);

  await connect(other);
  expect(await connectionsOf(stack, stranger)).toHaveLength(1);
});

test("when another merchant's grant ended the owner's token, both are told what is true, and staff see it", async ({
  page,
  openBrowser,
  stack,
}) => {
  const owner = await enter(page, stack, newUser("Kahvila Aamu"));
  const receiptheroId = await connect(page, { label: "Aamu" });
  const [before] = await connectionsOf(stack, owner);

  const other = await openBrowser();
  const stranger = await enter(other, stack, newUser("Kahvila Ilta"));
  await goToConsent(other, { label: "Ilta" });
  await approve(other, { update: true });
  await seeOutcome(other, "owned_by_another");
  await expect(other.getByRole("main")).toContainText(en.outcome.owned_by_another.body);
  expect(await connectionsOf(stack, stranger)).toEqual([]);

  await page.goto(`/connections/${receiptheroId}`);
  await expect(page.getByRole("main")).toContainText(en.health.why.unauthorized.merchant.granted_elsewhere);
  expect(await connectionsOf(stack, owner)).toMatchObject([
    { status: "ACTIVE", sealedToken: before?.sealedToken, label: "Aamu" },
  ]);

  const staff = await openBrowser();
  await enterAsAdmin(staff, stack);
  await staff.goto(`/admin/connections/${receiptheroId}`);
  const main = staff.getByRole("main");
  await expect(main).toContainText(en.admin.connection.state.reason.granted_elsewhere);
  await expect(main).toContainText(en.audit.connection.granted_elsewhere);
  await expect(main).toContainText(stranger.email);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

test("reconnecting with the same receipthero_id renews the row and its token", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page, { label: "Before", notes: [["floor", "1"]] });
  const [before] = await connectionsOf(stack, user);
  expect(await connect(page, { label: "After", notes: [["floor", "2"]] }, { update: true })).toBe(receiptheroId);

  const [after, ...others] = await connectionsOf(stack, user);
  expect(others).toEqual([]);
  expect(after).toMatchObject({ receiptheroId, status: "ACTIVE", label: "After", partnerMetadata: { floor: "2" } });
  expect(after?.sealedToken).toMatch(/^v1\./);
  expect(after?.sealedToken).not.toBe(before?.sealedToken);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.reconnected"]);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

test("connecting with a new receipthero_id adds a second row", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const ids = [await connect(page, { label: "First" }), await connect(page, { label: "Second" })];
  expect((await connectionsOf(stack, user)).map((row) => row.receiptheroId)).toEqual(ids);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.connected"]);
  await page.goto("/connections");
  await expect(page.getByRole("main").getByRole("listitem")).toHaveText([/Second/, /First/]);
});

test("another merchant's connection looks like one that does not exist", async ({ page, openBrowser, stack }) => {
  await enter(page, stack);
  const receiptheroId = await connect(page, { label: "Secret garden" });

  const other = await openBrowser();
  await enter(other, stack);
  const seen: { status: number | undefined; text: string | null }[] = [];
  for (const id of [receiptheroId, "00000000-0000-4000-8000-000000000000"]) {
    const response = await other.goto(`/connections/${id}`);
    seen.push({ status: response?.status(), text: await other.getByRole("main").last().textContent() });
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.status).toBe(404);
  expect(seen[0]?.text).toContain(en.errors.notFoundTitle);
  await other.goto("/connections");
  await expect(other.getByText("Secret garden")).toHaveCount(0);
});

test("another merchant's request shows nothing on the connect form", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  await goToConsent(page, { label: "Secret garden", notes: [["gate", "hidden value"]] });
  const [request] = await requestsOf(stack, user);

  const other = await openBrowser();
  const stranger = await enter(other, stack, newUser("Kahvila Ilta"));
  await other.goto(`/connections/new?request=${request?.id}`);
  await expect(other.getByLabel(en.connect.label, { exact: true })).toHaveValue(stranger.business);
  const html = await other.content();
  expect(html).not.toContain("Secret garden");
  expect(html).not.toContain("hidden value");
});

test("a visitor who is not signed in is asked to sign in", async ({ page, openBrowser, stack }) => {
  await enter(page, stack);
  const receiptheroId = await connect(page);
  const visitor = await openBrowser();
  for (const path of [`/connections/${receiptheroId}`, "/connections/nonsense", "/connections", "/connections/new"]) {
    await visitor.goto(path);
    await visitor.waitForURL(`/sign-in?${new URLSearchParams({ returnTo: path })}`);
  }
});
