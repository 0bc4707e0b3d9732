import { checkAccessibility } from "../fixtures/accessibility.ts";
import { confirmBulkDisconnect, connectMany, itemCounts, seeState } from "../fixtures/bulk-disconnect.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const bulk = en.admin.bulkDisconnect;
const alarm = formatMessage(en.mail.alarms.bulk_asked.subject, { partner: PARTNER });

test("a large bulk disconnect waits for a second admin, who is told and approves it", async ({
  openBrowser,
  stack,
}) => {
  // A server starts.
  test.setTimeout(300_000);
  await withServerOfItsOwn(
    stack,
    async (alone) => {
      const page = await openBrowser({ baseURL: alone.app.url });
      const asker = await signInAsAdmin(page, alone);
      const second = await openBrowser({ baseURL: alone.app.url });
      const { email } = await signInAsAdmin(second, alone);
      await connectMany(alone, "Kahvila Massa", 3);

      await page.goto("/admin/bulk-disconnects/new?all=1&q=massa");
      await expect(page.getByText(formatMessage(bulk.new.approval, { hours: 24 }))).toBeVisible();
      await checkAccessibility(page);
      const id = await confirmBulkDisconnect(page, 3, bulk.new.ask);
      const approval = page.getByRole("region", { name: bulk.approval.title });
      await expect(approval.getByText(bulk.state.ASKED, { exact: true })).toBeVisible();
      await expect(approval.getByRole("button", { name: bulk.approval.withdraw })).toBeVisible();
      await expect(approval.getByRole("button", { name: bulk.approval.approve })).toHaveCount(0);
      await checkAccessibility(page);

      const subjects = async () => (await alone.sandbox.mailsTo(email)).map(({ subject }) => subject);
      await expect.poll(subjects, { timeout: 60_000 }).toContain(alarm);
      await second.goto("/admin");
      const attention = second.getByRole("region", { name: en.admin.overview.attention.bulkAsked.title });
      await attention.getByRole("link").filter({ hasText: asker.email }).click();
      await second.waitForURL(`/admin/bulk-disconnects/${id}`);
      await expect.poll(() => itemCounts(alone, id)).toEqual({ WAITING: 3 });
      await expect(second.getByText(/^At most 3 connections /)).toBeVisible();
      await checkAccessibility(second);
      await second.getByRole("button", { name: bulk.approval.approve }).click();
      await seeState(second, "DONE");
      expect(await itemCounts(alone, id)).toEqual({ DISCONNECTED: 3 });
      await expect(second.getByRole("main").getByText(email)).toBeVisible();
    },
    { BULK_APPROVAL_ABOVE: "2" },
  );
});
