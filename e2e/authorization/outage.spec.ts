import { fillConnectForm } from "../fixtures/connect-by-hand.ts";
import { authorize, followRedirect, outcomeOf, tryAgainOverHttp } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { en } from "../fixtures/messages.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import { handlersInTheCode } from "../fixtures/route-inventory.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const readiness = async (stack: Stack) => (await fetch(`${stack.app.url}/api/ready`)).status;

test.afterEach(async ({ stack }) => {
  await stack.database.restore();
});

test("an outage between exchange and storing: the authorization is revoked", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const wish = { label: "Oulu", notes: [["floor", "2"]] as [string, string][] };
  const callback = await authorize(context, wish);
  const lock = await stack.database.lockConnections();
  const coming = followRedirect(context, callback);
  await lock.untilStoringWaits();
  await stack.database.breakDown();
  await lock.release();

  const failure = await coming;
  expect(outcomeOf(failure)).toBe("storage_unavailable");
  expect(await stack.sandbox.state()).toMatchObject({
    tokenRequests: 1,
    connections: [{ status: "removed", removedBy: "revocation" }],
  });
  expect(await readiness(stack)).toBe(503);

  await stack.database.restore();
  await expect.poll(() => readiness(stack)).toBe(200);
  const outcomes = async () => (await requestsOf(stack, user)).map(({ outcome }) => outcome);
  await expect.poll(outcomes).toEqual(["storage_unavailable"]);
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect(await auditActionsOf(stack, user)).toEqual([]);
  const receiptheroId = await tryAgainOverHttp(context, failure, wish);
  expect(await connectionsOf(stack, user)).toMatchObject([{ receiptheroId, status: "ACTIVE" }]);
});

test("an outage before the callback: the code is not spent, and works afterwards", async ({ context, stack }) => {
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);
  await stack.database.breakDown();
  expect(outcomeOf(await followRedirect(context, callback))).toBe("storage_unavailable");
  expect(await stack.sandbox.state()).toMatchObject({ tokenRequests: 0, codes: [{ used: false }] });
  expect(await requestsOf(stack, user)).toMatchObject([{ claimedAt: null, outcome: null }]);

  await stack.database.restore();
  await expect.poll(() => readiness(stack)).toBe(200);
  expect(outcomeOf(await followRedirect(context, callback))).toBe("connected");
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "ACTIVE" }]);
});

test("an outage is not taken for being signed out, and says so", async ({ page, stack }) => {
  await signUpDirectly(page, stack);
  await stack.database.breakDown();
  for (const path of ["/connections/new", "/connections/some-id"]) {
    expect((await page.request.get(path, { maxRedirects: 0 })).status()).toBe(500);
  }
  const response = await page.goto("/connections");
  expect(response?.status()).toBe(500);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.title);
  await stack.database.restore();
  await expect.poll(() => readiness(stack)).toBe(200);
  await page.goto("/connections");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.connections.title);
});

test("a form that is sent during an outage keeps what was typed", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await page.goto("/connections/new");
  await fillConnectForm(page, { label: "Typed with care" });
  await stack.database.breakDown();
  await page.getByRole("button", { name: en.connect.submit }).click();
  await expect(page.getByText(en.validation.storage_unavailable)).toBeVisible();
  await expect(page.getByLabel(en.connect.label, { exact: true })).toHaveValue("Typed with care");
  expect(await requestsOf(stack, user)).toEqual([]);
});

test("no handler answers an outage with an empty page, or as if it were broken", async ({ stack }) => {
  const { cookies } = await createAccessFixture(stack);
  const reads = (handler: string) => handler.startsWith("GET /") && !/\[\.\.\.|\.webmanifest$|\.txt$/.test(handler);
  const paths = handlersInTheCode().filter(reads);
  expect(paths.length).toBeGreaterThan(10);
  // The first says that the process lives, and the second gives a challenge that is kept nowhere.
  const needNoDatabase = ["/api/health", "/api/auth/passkey"];
  await stack.database.breakDown();
  for (const handler of paths) {
    const path = handler.replace("GET ", "").replaceAll(/\[\w+\]/g, "00000000-0000-4000-8000-000000000000");
    for (const cookie of [cookies.owner, cookies.admin]) {
      const response = await fetch(`${stack.app.url}${path}?format=csv`, { headers: { cookie }, redirect: "manual" });
      const isAnswered = [303, 400, 404, 405].includes(response.status) || needNoDatabase.includes(path);
      expect(isAnswered || response.status === 503, `${path}: ${response.status}`).toBe(true);
      // Only our own script reads these, and it needs no text.
      const isForScript = /\/(version|progress)$/.test(path);
      if (response.status === 503 && !isForScript) expect(await response.text(), path).not.toBe("");
    }
  }
});
