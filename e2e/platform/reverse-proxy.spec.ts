import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { freePort } from "../../test/free-port.ts";
import { lineOf } from "../../test/import-lines.ts";
import { addApiKey } from "../fixtures/api.ts";
import { behindCaddy } from "../fixtures/caddy.ts";
import { connectByHand } from "../fixtures/connect-by-hand.ts";
import { openRename } from "../fixtures/connection-page.ts";
import { connectionsOf } from "../fixtures/db-queries.ts";
import { en } from "../fixtures/messages.ts";
import { behindNginx } from "../fixtures/nginx.ts";
import { root } from "../fixtures/program.ts";
import { newUser, signOut, signUp } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// The host name is a loopback one, because APP_URL is loopback here. By default, nginx sends the name of the upstream
// as Host. With HTTP/1.0, a proxy may omit the header.
const WAYS = {
  "the upstream's name as Host": "",
  "no Host at all": 'proxy_http_version 1.0; proxy_set_header Host "";',
};

for (const [what, lines] of Object.entries(WAYS)) {
  for (const javaScriptEnabled of [true, false]) {
    const tag = "@nginx";
    const script = javaScriptEnabled ? "with" : "without";
    test(`every form works behind a proxy that passes ${what}, ${script} JavaScript`, { tag }, async ({
      openBrowser,
      stack,
    }) => {
      const port = await freePort();
      const url = `http://localhost:${port}`;
      const app = await stack.startAnotherApp({ APP_URL: url });
      const site = `
        upstream app.localhost { server 127.0.0.1:${new URL(app.direct).port}; }
        server { listen ${port}; location / { proxy_pass http://app.localhost; ${lines} } }`;
      await behindNginx(port, site, async () => {
        const page = await openBrowser({ baseURL: url, javaScriptEnabled });
        const user = await signUp(page, stack, newUser());
        const receiptheroId = await connectByHand(page, { label: "Corner shop" });
        await openRename(page);
        await page.getByLabel(en.connect.label, { exact: true }).fill("Market hall");
        await page.getByRole("button", { name: en.connect.save }).click();
        await expect(page.getByRole("status")).toContainText("Market hall");
        expect(await connectionsOf(stack, user)).toMatchObject([{ receiptheroId, label: "Market hall" }]);
        await signOut(page);
      });
    });
  }
}

const CERTIFICATE = join(root, "test/certificates/server");

/** The configuration in the README for a proxy. */
function linesFor(proxy: "nginx" | "caddyfile"): string {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  return new RegExp(`\`\`\`${proxy}\n(.*?)\`\`\``, "s").exec(readme)?.[1] ?? "";
}

/** A merchant connects through the proxy, and a large notification passes it. */
async function useThroughProxy(page: Page, stack: Stack): Promise<void> {
  const user = await signUp(page, stack, newUser());
  const receiptheroId = await connectByHand(page);
  expect(await connectionsOf(stack, user)).toMatchObject([{ receiptheroId }]);

  const answer = await page.request.post("/api/receipthero/webhook", { data: "x".repeat(1_500_000) });
  expect(answer.status(), "a large notification without a key reaches the application").toBe(401);
  const imported = await page.request.post("/api/v1/imports", {
    data: `${JSON.stringify(lineOf())}\n${" ".repeat(5_000_000)}`,
    headers: {
      "Content-Type": "application/x-ndjson",
      Authorization: `Bearer ${await addApiKey(stack, ["connections:write"])}`,
    },
  });
  expect(imported.status(), "a large import reaches the application").toBe(202);
}

test("the lines for nginx in the README serve the application under https", { tag: "@nginx" }, async ({
  openBrowser,
  stack,
}) => {
  const port = await freePort();
  const url = `https://localhost:${port}`;
  const app = await stack.startAnotherApp({ APP_URL: url });
  const site = linesFor("nginx")
    .replace("listen 443", `listen ${port}`)
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${new URL(app.direct).port}`)
    .replaceAll("/etc/ssl/connect.example.com", CERTIFICATE);
  expect(site).toContain(CERTIFICATE);
  await behindNginx(port, site, async () => {
    await useThroughProxy(await openBrowser({ baseURL: url, ignoreHTTPSErrors: true }), stack);
  });
});

test("the lines for Caddy in the README serve the application under https", { tag: "@caddy" }, async ({
  openBrowser,
  stack,
}) => {
  const port = await freePort();
  const url = `https://localhost:${port}`;
  const app = await stack.startAnotherApp({ APP_URL: url });
  // Without its own certificate, Caddy would request one from an authority on the internet.
  const site = linesFor("caddyfile")
    .replace("connect.example.com {", `${url} {\n  tls ${CERTIFICATE}.crt ${CERTIFICATE}.key`)
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${new URL(app.direct).port}`);
  expect(site).toContain(CERTIFICATE);
  await behindCaddy(port, site, async () => {
    await useThroughProxy(await openBrowser({ baseURL: url, ignoreHTTPSErrors: true }), stack);
  });
});
