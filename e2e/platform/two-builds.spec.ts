import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { freePort } from "../../test/free-port.ts";
import type { App } from "../fixtures/app.ts";
import { artefactIn } from "../fixtures/artefact.ts";
import { connectByHand } from "../fixtures/connect-by-hand.ts";
import { openRename } from "../fixtures/connection-page.ts";
import { en } from "../fixtures/messages.ts";
import { behindNginx } from "../fixtures/nginx.ts";
import { actionFields, type HandMadeField, postFields } from "../fixtures/raw-form-post.ts";
import { buildInAnotherFolder, FOREIGN_VALUE } from "../fixtures/second-build.ts";
import { newUser, signOut, signUp } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

let secondBuild: string;

test.beforeAll(() => {
  // A complete build, on a machine that is busy.
  test.setTimeout(900_000);
  secondBuild = buildInAnotherFolder();
});
test.afterAll(() => rmSync(secondBuild, { recursive: true, force: true }));

/** Runs a journey with two servers of separate builds. nginx sends requests to them alternately. */
async function withTwoServers(stack: Stack, journey: (url: string, servers: [App, App]) => Promise<void>) {
  const port = await freePort();
  const APP_URL = `http://localhost:${port}`;
  const first = await stack.startAnotherApp({ APP_URL });
  const RECEIPTHERO_CLIENT_ID = `journeys-${new URL(first.url).port}`;
  const second = await stack.startAnotherApp({ APP_URL, RECEIPTHERO_CLIENT_ID }, artefactIn(secondBuild));
  const site = `
    upstream both.localhost { server 127.0.0.1:${new URL(first.direct).port}; server 127.0.0.1:${new URL(second.direct).port}; }
    server { listen ${port}; location / { proxy_pass http://both.localhost; add_header X-Server $upstream_addr always; } }`;
  await behindNginx(port, site, () => journey(APP_URL, [first, second]));
}

for (const javaScriptEnabled of [true, false]) {
  const script = javaScriptEnabled ? "with" : "without";
  test(`two separately built servers behind a round robin are one, ${script} JavaScript`, { tag: "@nginx" }, async ({
    openBrowser,
    stack,
  }) => {
    await withTwoServers(stack, async (baseURL) => {
      const page = await openBrowser({ baseURL, javaScriptEnabled });
      const servers = serversOf(page);
      await signUp(page, stack, newUser());
      await connectByHand(page, { label: "Corner shop" });
      for (const label of ["Market hall", "Harbour", "Station"]) {
        await openRename(page);
        await page.getByLabel(en.connect.label, { exact: true }).fill(label);
        await page.getByRole("button", { name: en.connect.save }).click();
        await expect(page.getByRole("status")).toContainText(label);
      }
      await signOut(page);
      expect(servers.size).toBe(2);
    });
  });
}

test("a form of one build is accepted by the other", { tag: "@nginx" }, async ({ openBrowser, stack }) => {
  await withTwoServers(stack, async (baseURL, [first, second]) => {
    const page = await openBrowser({ baseURL });
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      const { email } = newUser();
      const fields = await actionFields(page, `${from.direct}/sign-in`, en.signIn.submit);
      const all: HandMadeField[] = [...fields, ["email", email]];
      const response = await postFields(page, stack, `${to.direct}/sign-in`, all, { Origin: baseURL });
      expect(response.status()).toBe(303);
      expect(await stack.sandbox.mailsTo(email)).toHaveLength(1);
    }
  });
});

test("navigating between two builds reloads no page", { tag: "@nginx" }, async ({ openBrowser, stack }) => {
  await withTwoServers(stack, async (baseURL) => {
    const page = await openBrowser({ baseURL });
    const servers = serversOf(page);
    await signUp(page, stack, newUser());
    await page.evaluate(() => Object.assign(window, { isStillThere: true }));
    for (const name of [en.app.settings, en.app.connections, en.app.settings, en.app.connections]) {
      await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
      await expect(page.getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
    }
    expect(await page.evaluate(() => "isStillThere" in window)).toBe(true);
    expect(servers.size).toBe(2);
  });
});

test("a build reads no setting of the machine that it runs on", () => {
  const entries = readdirSync(join(secondBuild, "dist"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const read = files.filter((file) => readFileSync(file).includes(FOREIGN_VALUE));
  expect(files.length).toBeGreaterThan(1_000);
  expect(read).toEqual([]);
});

/** The servers that answered for the page, as nginx names them. */
function serversOf(page: Page): Set<string> {
  const servers = new Set<string>();
  page.on("response", (response) => {
    const server = response.headers()["x-server"];
    if (server) servers.add(server);
  });
  return servers;
}
