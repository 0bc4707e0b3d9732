import type { Page, Response } from "@playwright/test";
import { businessOf, settingsOf } from "../fixtures/business.ts";
import { openOtherSite } from "../fixtures/cross-origin-site.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { type AccessFixture, createAccessFixture, ROLES } from "../fixtures/roles.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const DOWNLOADS: [role: "admin" | "owner", path: (fixture: AccessFixture) => string][] = [
  ["admin", () => "/admin/audit/export?format=csv"],
  ["admin", () => "/admin/connections/export?format=csv"],
  ["admin", ({ running }) => `/admin/bulk-disconnects/${running}/export`],
  ["owner", ({ merchant }) => `/businesses/${merchant}/export`],
  ["owner", ({ active }) => `/connections/${active}/receipts.zip?format=pdf`],
  ["owner", ({ active, receipt }) => `/connections/${active}/receipts/${receipt}/pdf`],
];

const get = (stack: Stack, cookie: string, path: string, site: string) =>
  fetch(`${stack.app.url}${path}`, { headers: { Cookie: cookie, "Sec-Fetch-Site": site }, redirect: "manual" });

test("every download refuses a request that a page of another site or of a neighbour makes, and is not logged as one", async ({
  stack,
}) => {
  const fixture = await createAccessFixture(stack);
  const exported = () => stack.database.rows(`SELECT FROM "AuditEvent" WHERE action LIKE '%export%'`);
  const before = await exported();
  for (const [, path] of DOWNLOADS) {
    for (const site of ["cross-site", "same-site"]) {
      // The other site does not learn who may download, or is signed in at all.
      for (const role of ROLES) {
        const response = await get(stack, fixture.cookies[role], path(fixture), site);
        expect(response.status, `${site} ${path(fixture)} ${role}`).toBe(403);
        expect(await response.json()).toMatchObject({ error: { code: "cross_site" } });
      }
    }
  }
  expect(await exported()).toHaveLength(before.length);
  for (const [role, path] of DOWNLOADS) {
    for (const site of ["same-origin", "none"]) {
      const response = await get(stack, fixture.cookies[role], path(fixture), site);
      expect([200, 303], path(fixture)).toContain(response.status);
      await response.arrayBuffer();
    }
  }
});

test("no download begins when only its headers are asked for", async ({ stack }) => {
  const fixture = await createAccessFixture(stack);
  const begun = () =>
    stack.database.rows(
      `SELECT id::text FROM "AuditEvent" WHERE action LIKE '%export%'
       UNION ALL SELECT id::text FROM "AccountDownload" UNION ALL SELECT id::text FROM "ReceiptDownload"
       UNION ALL SELECT "receiptId" FROM "Receipt" WHERE "fetchedAt" IS NOT NULL`,
    );
  const before = await begun();
  for (const [role, path] of DOWNLOADS) {
    const response = await fetch(`${stack.app.url}${path(fixture)}`, {
      method: "HEAD",
      headers: { Cookie: fixture.cookies[role] },
      redirect: "manual",
    });
    expect([path(fixture), response.status]).toEqual([path(fixture), 405]);
  }
  expect(await begun()).toEqual(before);
});

/** The page that a user sees after a refused download. */
async function seeRefusal(page: Page, response: Response | null, status: number, text: string): Promise<void> {
  expect(response?.status()).toBe(status);
  expect(response?.headers()).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
  });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.refusedTitle);
  await expect(page.getByRole("main")).toContainText(text);
  await expect(page.getByRole("link", { name: en.errors.home })).toBeVisible();
}

test("a user whose download is refused sees a page that says why, and a program gets JSON", async ({
  page,
  openBrowser,
  stack,
}) => {
  const { email } = await signUpDirectly(page, stack);
  const other = await openOtherSite(page, `${stack.app.url}${await businessOf(page)}/export`);
  const [refused] = await Promise.all([page.waitForResponse(/businesses\/[^/]+\/export/), other.send("link")]);
  await seeRefusal(page, refused, 403, en.refused.crossSite);

  // The row of a running download on another server.
  await stack.database.rows(
    `INSERT INTO "AccountDownload" ("userId", id, "expiresAt")
     SELECT id, gen_random_uuid(), now() + interval '1 hour' FROM "User" WHERE email = $1`,
    [email],
  );
  await page.goto(await settingsOf(page));
  const [running] = await Promise.all([
    page.waitForResponse(/businesses\/[^/]+\/export/),
    page.getByRole("button", { name: en.settings.data.downloadButton }).click(),
  ]);
  await seeRefusal(page, running, 429, en.settings.data.downloadRunning);
  expect(running.headers()["retry-after"]).toBe("60");

  const admin = await openBrowser();
  await signInAsAdmin(admin, stack);
  for (const [path, status, text] of [
    ["/admin/connections/export?format=nothing", 400, en.admin.connections.export.malformed],
    ["/admin/audit/export?format=%3Cb%3E", 400, formatMessage(en.admin.audit.invalidFilter, { fields: "format" })],
  ] as const) {
    await seeRefusal(admin, await admin.goto(path), status, text);
    const answer = await admin.request.get(path, { headers: { Accept: "*/*" } });
    expect([answer.status(), await answer.json()]).toMatchObject([status, { error: { message: text } }]);
  }
});

test("a download that goes on elsewhere keeps the same user waiting, until it has ended or fallen silent", async ({
  stack,
}) => {
  const fixture = await createAccessFixture(stack);
  // The row of a running download on another server.
  await stack.database.rows(
    `INSERT INTO "AccountDownload" ("userId", id, "expiresAt") VALUES ($1, gen_random_uuid(), now() + interval '1 hour')`,
    [fixture.user],
  );
  const ask = () => get(stack, fixture.cookies.owner, `/businesses/${fixture.merchant}/export`, "same-origin");
  for (const response of await Promise.all(Array.from({ length: 6 }, ask))) {
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("60");
    expect(await response.json()).toMatchObject({ error: { code: "download_running", message: expect.any(String) } });
  }
  await stack.database.rows(`UPDATE "AccountDownload" SET "expiresAt" = now() WHERE "userId" = $1`, [fixture.user]);
  const response = await ask();
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ merchant: { name: "Torikauppa Oy" } });
});
