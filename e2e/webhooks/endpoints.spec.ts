import { Webhook } from "standardwebhooks";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { en } from "../fixtures/messages.ts";
import { signInAsAdmin } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";
import { happen, withReceivers } from "../fixtures/webhooks.ts";

const words = en.admin.webhooks;

test("an admin makes an endpoint, its secret verifies what arrives, and after a rotation both secrets do", async ({
  page,
  stack,
}) => {
  await withReceivers(1, async (receiver) => {
    const verifies = (secret: string) => {
      const { body, headers } = receiver.arrivals.at(-1) ?? { body: "", headers: {} };
      return Boolean(new Webhook(secret).verify(body, headers));
    };
    await signInAsAdmin(page, stack);
    await page.goto("/admin/webhooks");
    await page.getByRole("link", { name: words.create }).click();
    await page.getByLabel(words.form.url).fill("ftp://app.example.com/hook");
    await page.getByLabel(words.form.some).check();
    await page.getByRole("button", { name: words.new.submit }).click();
    await expect(page.getByText(en.validation.endpoint_not_https)).toBeVisible();
    await page.getByLabel(words.form.url).fill(receiver.url);
    await page.getByRole("button", { name: words.new.submit }).click();
    await expect(page.getByText(en.validation.noType)).toBeVisible();
    await checkAccessibility(page);
    await page.getByLabel("connection.created").check();
    await page.getByLabel(words.form.description).fill("Billing");
    await page.getByRole("button", { name: words.new.submit }).click();
    await expect(page.getByText(words.secret.shown)).toBeVisible();
    await checkAccessibility(page);
    const secret = await page.getByRole("textbox", { name: words.secret.label }).inputValue();

    const connection = await happen(stack);
    await expect.poll(() => receiver.arrivals.map(({ event }) => event.data.receipthero_id)).toEqual([connection]);
    expect(verifies(secret)).toBe(true);

    await page.getByRole("link", { name: words.secret.back }).click();
    await checkAccessibility(page);
    await page.getByRole("link", { name: receiver.url }).click();
    await page.getByRole("link", { name: words.detail.rotate }).click();
    await page.getByRole("button", { name: words.rotate.submit }).click();
    const second = await page.getByRole("textbox", { name: words.secret.label }).inputValue();
    await page.getByRole("link", { name: words.secret.back }).click();
    await page.getByRole("button", { name: words.detail.ping }).click();
    await expect(page.getByText(words.done.pinged)).toBeVisible();
    await expect.poll(() => receiver.arrivals.map(({ event }) => event.type)).toEqual(["connection.created", "ping"]);
    expect([verifies(secret), verifies(second)]).toEqual([true, true]);

    // The page of the first delivery, and the same event again.
    await page.reload();
    await checkAccessibility(page);
    await page.getByRole("link", { name: "connection.created" }).click();
    await expect(page.getByText(connection).first()).toBeVisible();
    await page.getByText(words.delivery.answer, { exact: true }).click();
    await expect(page.getByText("<b>thanks</b>")).toBeVisible();
    await checkAccessibility(page);
    await page.getByRole("button", { name: words.delivery.again }).click();
    await expect(page.getByText(words.delivery.doneSent)).toBeVisible();
    await expect.poll(() => receiver.arrivals.length).toBe(3);
    expect(receiver.arrivals[2]?.id).toBe(receiver.arrivals[0]?.id);
  });
});

test("an endpoint that was switched off gets what it has missed with one click, and can be changed and deleted", async ({
  page,
  stack,
}) => {
  await withReceivers(1, async (receiver) => {
    await signInAsAdmin(page, stack);
    await page.goto("/admin/webhooks/new");
    await page.getByLabel(words.form.url).fill(receiver.url);
    await page.getByRole("button", { name: words.new.submit }).click();
    await page.getByRole("link", { name: words.secret.back }).click();
    await page.getByRole("link", { name: receiver.url }).click();
    await page.getByRole("button", { name: words.detail.switchOff }).click();
    await expect(page.getByText(words.reason.switched_off).first()).toBeVisible();
    const missed = [await happen(stack), await happen(stack)];
    await expect
      .poll(async () => {
        await page.reload();
        return page.getByRole("alert").getByText("2 deliveries wait").count();
      })
      .toBe(1);
    expect(receiver.arrivals).toEqual([]);
    await checkAccessibility(page);
    await page.getByRole("button", { name: words.detail.switchOnWithMissed }).click();
    await expect(page.getByText(words.done.on_with_missed)).toBeVisible();
    const arrived = () => receiver.arrivals.map(({ event }) => String(event.data.receipthero_id)).sort();
    await expect.poll(arrived).toEqual(missed.sort());

    await page.getByRole("link", { name: words.detail.change }).click();
    await page.getByLabel(words.form.description).fill("Bookkeeping");
    await page.getByRole("button", { name: words.edit.submit }).click();
    await expect(page.getByText(words.done.changed)).toBeVisible();
    await expect(page.getByText("Bookkeeping")).toBeVisible();
    await page.getByRole("link", { name: words.detail.delete }).click();
    await checkAccessibility(page);
    await page.getByRole("button", { name: words.deleting.submit }).click();
    await expect(page.getByText(words.done.deleted)).toBeVisible();
    await expect(page.getByText(receiver.url)).toHaveCount(0);
  });
});
