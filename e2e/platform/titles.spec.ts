import { en, formatMessage } from "../fixtures/messages.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test("the title of a page that does not exist says so, with and without its own frame", async ({ page, stack }) => {
  const title = `${en.errors.notFoundTitle} · ${PARTNER}`;
  await page.goto("/nothing-here");
  await expect(page).toHaveTitle(title);
  await signUpDirectly(page, stack);
  await page.goto("/connections/nothing");
  await expect(page).toHaveTitle(title);
});

test("the title of a detail page says which one it is", async ({ page, stack }) => {
  const fixture = await createAccessFixture(stack);
  await signInAsAdmin(page, stack);
  await stack.database.rows(`UPDATE "User" SET name = 'Åke Öberg' WHERE id = $1`, [fixture.user]);
  await stack.database.rows(`UPDATE "BulkDisconnect" SET cursor = '' WHERE id = $1`, [fixture.paused]);
  await stack.database.rows(`UPDATE "Import" SET state = 'FAILED', failure = 'empty' WHERE id = $1`, [
    fixture.imported,
  ]);
  await stack.database.rows(
    `UPDATE "MerchantInvitationFile" SET state = 'RECEIVING', "finishedAt" = NULL WHERE id = $1`,
    [fixture.invitationFile],
  );
  const titles = {
    [`/admin/users/${fixture.user}`]: "Åke Öberg",
    [`/admin/merchants/${fixture.merchant}`]: "Torikauppa Oy",
    [`/admin/notifications/${fixture.notification}`]: en.admin.notifications.type.receipt_notification,
    [`/admin/outgoing-receipts/${fixture.doubtfulReceipt}/send-again`]: en.admin.outgoingReceipts.sendAgain.title,
    [`/admin/bulk-disconnects/${fixture.paused}`]: en.admin.bulkDisconnect.detail.titleSelecting,
    [`/admin/webhooks/${fixture.endpoint}`]: "192.0.2.1",
    [`/admin/webhooks/deliveries/${fixture.delivery}`]: formatMessage(en.admin.webhooks.delivery.title, {
      type: "ping",
    }),
    [`/admin/saved-views/${fixture.savedView}`]: "Quiet",
    [`/admin/imports/${fixture.imported}`]: en.admin.imports.detail.titleReceiving,
    [`/admin/invitations/files/${fixture.invitationFile}`]: en.admin.invitationFiles.detail.titleReceiving,
    [`/admin/connections/${fixture.active}`]: "Torikatu",
    [`/admin/connections/${fixture.active}/disconnect`]: formatMessage(en.admin.connection.disconnecting.title, {
      label: "Torikatu",
    }),
  };
  for (const [path, title] of Object.entries(titles)) {
    await page.goto(path);
    await expect(page, path).toHaveTitle(`${title} · ${PARTNER}`);
  }
});
