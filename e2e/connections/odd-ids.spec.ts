import type { Page } from "@playwright/test";
import { textOf } from "../fixtures/html.ts";
import { en } from "../fixtures/messages.ts";
import { signInAsAdmin, signUpDirectly, type User } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

/** Ids that a URL must encode: they contain reserved characters, and text that looks like an encoded character. */
const IDS = ['a%2Fb%zz?#&+"<', "100%25/%C3%A4", "%", "..%2f;x=1,'"];
const RECEIPT = "r/%2F ä?#%";

async function addConnection({ database }: Stack, user: User, id: string, status: "ACTIVE" | "DISCONNECTED") {
  await database.rows(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", status, "sealedToken", "disconnectedAt", "disconnectedBy")
     SELECT $1, "merchantId", 'Odd', '{receipt:read}', '{}', $3::"ConnectionStatus", CASE $3 WHEN 'ACTIVE' THEN 'not a token' END,
            CASE $3 WHEN 'DISCONNECTED' THEN now() END, (CASE $3 WHEN 'DISCONNECTED' THEN 'MERCHANT' END)::"DisconnectedBy" FROM "User" JOIN "Member" ON "userId" = id WHERE email = $2`,
    [id, user.email, status],
  );
  await database.rows(`INSERT INTO "Receipt" ("receiptheroId", "receiptId", "announcedAt") VALUES ($1, $2, now())`, [
    id,
    RECEIPT,
  ]);
}

/** Follows a link on the page, and waits for the expected path. */
async function follow(page: Page, name: string | RegExp, path: string): Promise<void> {
  await page.getByRole("link", { name }).first().click();
  await page.waitForURL((url) => url.pathname === path);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(en.errors.notFoundTitle);
}

for (const id of IDS) {
  test(`a merchant reaches every page of a connection whose id is ${id}, and its live page follows it`, async ({
    page,
    stack,
  }) => {
    const user = await signUpDirectly(page, stack);
    await addConnection(stack, user, id, "ACTIVE");
    const path = `/connections/${encodeURIComponent(id)}`;
    await page.goto("/connections");
    await follow(page, /Odd/, path);

    const version = await page.request.get(`${path}/version`);
    expect([version.status(), await version.json()]).toEqual([200, { version: expect.any(String) }]);
    await stack.database.rows(`UPDATE "Connection" SET label = 'Followed' WHERE "receiptheroId" = $1`, [id]);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Followed");

    for (const below of ["/receipts", `/receipts/${encodeURIComponent(RECEIPT)}`, "/disconnect"]) {
      const answer = await page.request.get(`${path}${below}`, { maxRedirects: 0 });
      expect([below, answer.status()]).toEqual([below, 200]);
    }
    const again = await page.request.get(`/connections/new?${new URLSearchParams({ reconnect: id })}`);
    expect(await textOf(again)).toContain(en.connect.againTitle);
    const pdf = await page.request.get(`${path}/receipts/${encodeURIComponent(RECEIPT)}/pdf`, { maxRedirects: 0 });
    expect(pdf.headers().location).toContain(`${path}/receipts/${encodeURIComponent(RECEIPT)}`);
  });

  test(`staff reaches every page of a connection whose id is ${id}`, async ({ page, openContext, stack }) => {
    const user = await signUpDirectly(await openContext(), stack);
    await addConnection(stack, user, id, "DISCONNECTED");
    await signInAsAdmin(page, stack);
    const path = `/admin/connections/${encodeURIComponent(id)}`;
    await page.goto("/admin/connections");
    await follow(page, user.business, path);
    await expect(page.getByRole("main")).toContainText(id);
    const certificate = await page.request.get(`${path}/certificate`);
    expect(certificate.status()).toBe(200);
    const json = await page.request.get(`${path}/certificate.json`);
    expect(await json.json()).toMatchObject({ connection: { receiptheroId: id } });
    const audit = await page.request.get(`/admin/audit?${new URLSearchParams({ connection: id })}`);
    expect(audit.status()).toBe(200);

    await stack.database.rows(
      `UPDATE "Connection" SET status = 'ACTIVE', "disconnectedAt" = NULL, "disconnectedBy" = NULL, "sealedToken" = 'not a token'
        WHERE "receiptheroId" = $1`,
      [id],
    );
    const revoke = await page.request.get(`${path}/disconnect`, { maxRedirects: 0 });
    expect(revoke.status()).toBe(200);
    const bulk = await page.request.get(`/admin/bulk-disconnects/new?${new URLSearchParams({ ids: id })}`);
    expect(await textOf(bulk)).toContain("Odd");
    const file = await page.request.get(
      `/admin/connections/export?${new URLSearchParams({ format: "ndjson", ids: id })}`,
    );
    expect(JSON.parse(await file.text())).toMatchObject({ receipthero_id: id });
  });
}
