import { checkAccessibility } from "../fixtures/accessibility.ts";
import { connectMany, seeState } from "../fixtures/bulk-disconnect.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { bulkDisconnect: bulk, connections } = en.admin;

test("an admin emails reconnect links to the selected connections, and sees which ones got none", async ({
  page,
  stack,
}) => {
  await signInAsAdmin(page, stack);
  const ids = await connectMany(stack, "Kahvila Massa", 3);
  await stack.database.rows(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = ANY ($1)`,
    [ids.slice(0, 2)],
  );
  await page.goto("/admin/connections?q=massa");
  await page.getByRole("row").getByRole("checkbox").first().check();
  await page.getByRole("link", { name: connections.bulk.reconnect }).click();
  await page.waitForURL(/action=RECONNECT_LINKS/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("reconnect links for 2 connections");
  await checkAccessibility(page);
  await page.getByRole("textbox").fill(formatMessage(bulk.reconnect.phrase, { count: "2" }));
  await page.getByRole("button", { name: bulk.reconnect.submit }).click();
  await seeState(page, "DONE");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Reconnect links for 3 connections");
  await expect(page.getByRole("row").filter({ hasText: bulk.detail.items.QUEUED })).toHaveCount(2);
  await expect(page.getByRole("row").filter({ hasText: bulk.reconnect.healthy })).toHaveCount(1);
  await checkAccessibility(page);

  const { email } = await stack.database.row<{ email: string }>(
    `SELECT u.email FROM "User" u JOIN "Member" b ON b."userId" = u.id JOIN "Connection" c USING ("merchantId") LIMIT 1`,
  );
  const subject = formatMessage(en.mail.reconnectLink.subject, { partner: PARTNER });
  const subjects = async () => (await stack.sandbox.mailsTo(email)).map((mail) => mail.subject);
  await expect.poll(subjects).toEqual([subject, subject]);
});
