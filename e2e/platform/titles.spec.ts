import { enter, enterAsAdmin } from "../fixtures/actions.ts";
import { en, words } from "../fixtures/messages.ts";
import { makeCast } from "../fixtures/roles.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test("the title of a page that does not exist says so, with and without its own frame", async ({ page, stack }) => {
  const title = `${en.errors.notFoundTitle} · ${PARTNER}`;
  await page.goto("/nothing-here");
  await expect(page).toHaveTitle(title);
  await enter(page, stack);
  await page.goto("/connections/nothing");
  await expect(page).toHaveTitle(title);
});

test("the title of a detail page says which one it is", async ({ page, stack }) => {
  const cast = await makeCast(stack);
  await enterAsAdmin(page, stack);
  await stack.database.rows(`UPDATE "User" SET name = 'Åke Öberg' WHERE id = $1`, [cast.user]);
  await stack.database.rows(`UPDATE "BulkDisconnect" SET cursor = '' WHERE id = $1`, [cast.paused]);
  const titles = {
    [`/admin/users/${cast.user}`]: "Åke Öberg",
    [`/admin/merchants/${cast.merchant}`]: "Cast Oy",
    [`/admin/notifications/${cast.notification}`]: en.admin.notifications.type.receipt_notification,
    [`/admin/bulk/${cast.paused}`]: en.admin.bulk.detail.titleSelecting,
    [`/admin/connections/${cast.active}`]: "Cast",
    [`/admin/connections/${cast.active}/disconnect`]: words(en.admin.connection.disconnecting.title, { label: "Cast" }),
  };
  for (const [path, title] of Object.entries(titles)) {
    await page.goto(path);
    await expect(page, path).toHaveTitle(`${title} · ${PARTNER}`);
  }
});
