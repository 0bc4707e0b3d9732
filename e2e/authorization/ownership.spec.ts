import { seeOutcome } from "../fixtures/connect-by-hand.ts";
import { authorize, connect, followRedirect, outcomeOf, startAuthorization } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, bytesOf, connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { redirectOf } from "../fixtures/html.ts";
import { en } from "../fixtures/messages.ts";
import { formFields } from "../fixtures/raw-form-post.ts";
import { newUser, signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a connection of another merchant whose token still works is refused, not changed and not revoked", async ({
  context,
  openContext,
  stack,
}) => {
  const owner = await signUpDirectly(context, stack, newUser("Kahvila Aamu"));
  const receiptheroId = await connect(context, { label: "Aamu" });
  const before = await bytesOf(stack, receiptheroId);
  await stack.sandbox.setFault("token", "old-token-lives");

  const other = await openContext();
  const stranger = await signUpDirectly(other, stack, newUser("Kahvila Ilta"));
  const callback = await authorize(other, { label: "Ilta" }, { update: true });
  expect(outcomeOf(await followRedirect(other, callback))).toBe("owned_by_another");

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
  const owner = await signUpDirectly(page, stack, newUser("Kahvila Aamu"));
  const receiptheroId = await connect(page, { label: "Aamu" });
  const [before] = await connectionsOf(stack, owner);

  const other = await openBrowser();
  const stranger = await signUpDirectly(other, stack, newUser("Kahvila Ilta"));
  const callback = await authorize(other, { label: "Ilta" }, { update: true });
  await other.goto(callback.href);
  await seeOutcome(other, "owned_by_another");
  expect(await connectionsOf(stack, stranger)).toEqual([]);

  await page.goto(`/connections/${receiptheroId}`);
  await expect(page.getByRole("main")).toContainText(en.health.why.unauthorized.merchant.granted_elsewhere);
  expect(await connectionsOf(stack, owner)).toMatchObject([
    { status: "ACTIVE", sealedToken: before?.sealedToken, label: "Aamu" },
  ]);

  const staff = await openBrowser();
  await signInAsAdmin(staff, stack);
  await staff.goto(`/admin/connections/${receiptheroId}`);
  const main = staff.getByRole("main");
  await expect(main).toContainText(en.admin.connection.state.reason.granted_elsewhere);
  await expect(main).toContainText(en.audit.connection.granted_elsewhere);
  await expect(main).toContainText(stranger.email);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

test("reconnecting with the same receipthero_id renews the row and its token", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const receiptheroId = await connect(context, { label: "Before", notes: [["floor", "1"]] });
  const [before] = await connectionsOf(stack, user);
  expect(await connect(context, { label: "After", notes: [["floor", "2"]] }, { update: true })).toBe(receiptheroId);

  const [after, ...others] = await connectionsOf(stack, user);
  expect(others).toEqual([]);
  expect(after).toMatchObject({ receiptheroId, status: "ACTIVE", label: "After", partnerMetadata: { floor: "2" } });
  expect(after?.sealedToken).toMatch(/^v1\./);
  expect(after?.sealedToken).not.toBe(before?.sealedToken);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.reconnected"]);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

test("connecting with a new receipthero_id adds a second row", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  const ids = [await connect(page, { label: "First" }), await connect(page, { label: "Second" })];
  expect((await connectionsOf(stack, user)).map((row) => row.receiptheroId)).toEqual(ids);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.connected"]);
  await page.goto("/connections");
  await expect(page.getByRole("main").getByRole("listitem")).toHaveText([/Second/, /First/]);
});

test("another merchant's request shows nothing on the connect form", async ({ context, openContext, stack }) => {
  const user = await signUpDirectly(context, stack);
  await startAuthorization(context, { label: "Secret garden", notes: [["gate", "hidden value"]] });
  const [request] = await requestsOf(stack, user);

  const other = await openContext();
  const stranger = await signUpDirectly(other, stack, newUser("Kahvila Ilta"));
  const path = `/connections/new?request=${request?.id}`;
  expect(await formFields(other, path)).toContainEqual(["label", stranger.business]);
  const html = await (await other.request.get(path)).text();
  expect(html).not.toContain("Secret garden");
  expect(html).not.toContain("hidden value");
});

test("a visitor who is not signed in is asked to sign in", async ({ context, openContext, stack }) => {
  await signUpDirectly(context, stack);
  const receiptheroId = await connect(context);
  const visitor = await openContext();
  for (const path of [`/connections/${receiptheroId}`, "/connections/nonsense", "/connections", "/connections/new"]) {
    const answer = await visitor.request.get(path, { maxRedirects: 0 });
    expect(redirectOf(answer)).toBe(`/sign-in?${new URLSearchParams({ returnTo: path })}`);
  }
});
