import type { Locator, Page } from "@playwright/test";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { CONNECT_FORM, CONNECTIONS, settingsOf } from "../fixtures/business.ts";
import { seeConnected } from "../fixtures/connect-by-hand.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { tabTo } from "../fixtures/keyboard.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { seeNothingBeside } from "../fixtures/overflow.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { newestLink, newUser, signUpDirectly, type User } from "../fixtures/sign-in.ts";
import { signInOverHttp } from "../fixtures/sign-in-over-http.ts";
import { PARTNER, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const NARROW = { width: 390, height: 844 };
const CLIENTS = 39;
const texts = en.app.switch;
/** The text of `businesses.attention` for one connection. */
const ATTENTION = "one connection needs attention";

/** Makes somebody with an account a member of many businesses. */
async function seedClients(stack: Stack, { email }: User): Promise<void> {
  await stack.database.rows(
    `WITH "user" AS (INSERT INTO "User" (email) VALUES ($1) RETURNING id),
          merchant AS (INSERT INTO "Merchant" (name)
                       SELECT 'Asiakas ' || n || ' Kiinteistö- ja rakennuspalvelut Oy' FROM generate_series(1, $2) n
                       RETURNING id)
     INSERT INTO "Member" ("merchantId", "userId", role) SELECT merchant.id, "user".id, 'MEMBER' FROM merchant, "user"`,
    [email, CLIENTS],
  );
}

/** Goes to a control by keyboard and presses Enter. */
async function press(page: Page, control: Locator, most?: number): Promise<void> {
  await tabTo(page, control, most);
  await page.keyboard.press("Enter");
}

test("an accountant works for forty businesses, from the invitation on, by keyboard alone on a phone", async ({
  page,
  openContext,
  stack,
}) => {
  await page.setViewportSize(NARROW);
  const accountant = newUser();
  await seedClients(stack, accountant);
  const client = await openContext();
  await signUpDirectly(client, stack, newUser("Kukkakauppa Kielo"));
  const torikatu = await connect(client, { label: "Torikatu" });
  await makeReceipts(stack, torikatu, { "r-1": { merchant_name: "Apteekki" } });
  const list = page.getByRole("list", { name: en.businesses.title });
  const main = page.getByRole("main");

  await test.step("accepts the invitation, and lands in its business", async () => {
    const form = { email: accountant.email, role: "MEMBER" };
    await sendForm(client, await settingsOf(client), form, en.settings.members.submit);
    await page.goto(await newestLink(stack, accountant.email));
    await press(page, page.getByRole("button", { name: en.invitation.signInButton }));
    await page.waitForURL("/sign-in/check-mail");
    await page.goto(await newestLink(stack, accountant.email));
    await press(page, page.getByRole("button", { name: en.signIn.confirm.button }));
    await page.waitForURL("/invitation");
    await seeNothingBeside(page);
    const business = { business: "Kukkakauppa Kielo" };
    await press(page, page.getByRole("button", { name: formatMessage(en.invitation.submit, business) }));
    await expect(page.getByText(formatMessage(en.connections.joined, business))).toBeVisible();
    await seeNothingBeside(page);
  });

  await test.step("reads a receipt there", async () => {
    await press(page, main.getByRole("link", { name: /Torikatu/ }));
    await page.waitForURL(`/connections/${torikatu}`);
    await page.goto(`/connections/${torikatu}/receipts`);
    await press(page, page.getByRole("link", { name: "Apteekki" }));
    await expect(page.getByRole("article")).toHaveCount(1);
    await seeNothingBeside(page);
  });

  await test.step("signs in on another day, and finds a business in the list", async () => {
    await stack.database.rows(
      `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = $1`,
      [torikatu],
    );
    await page.context().clearCookies();
    await signInOverHttp(page, stack, accountant.email);
    await page.goto("/");
    await page.waitForURL("/businesses");
    await expect(list.getByRole("listitem")).toHaveCount(CLIENTS + 1);
    await expect(list.getByRole("listitem").first()).toContainText("Kukkakauppa Kielo");
    await expect(list.getByRole("listitem").first()).toContainText(ATTENTION);
    await checkAccessibility(page);
    await page.setViewportSize(NARROW);
    await tabTo(page, page.getByLabel(en.businesses.search));
    await page.keyboard.type("asiakas 17");
    await page.keyboard.press("Enter");
    await expect(list.getByRole("listitem")).toHaveText([/^Asiakas 17 /]);
    await press(page, list.getByRole("link"));
    await page.waitForURL(CONNECTIONS);
    await seeNothingBeside(page);
  });

  await test.step("connects it", async () => {
    await press(page, main.getByRole("link", { name: en.connections.connect }));
    await page.waitForURL(CONNECT_FORM);
    await press(page, page.getByRole("button", { name: en.connect.submit }));
    await expect(page.getByRole("heading", { name: `${PARTNER} asks for access` })).toBeVisible();
    await press(page, page.getByRole("button", { name: "Approve" }));
    const id = await seeConnected(page);
    expect(
      await stack.database.row(
        `SELECT m.name FROM "Connection" JOIN "Merchant" m ON m.id = "merchantId" WHERE "receiptheroId" = $1`,
        [id],
      ),
    ).toEqual({ name: "Asiakas 17 Kiinteistö- ja rakennuspalvelut Oy" });
  });

  await test.step("switches to another one", async () => {
    await press(page, page.getByRole("banner").getByRole("button", { name: texts.change }));
    await expect(page.getByLabel(texts.search)).toBeFocused();
    const shown = page.getByRole("list", { name: texts.label }).getByRole("listitem");
    await expect(shown).toHaveCount(CLIENTS + 1);
    await seeNothingBeside(page);
    await checkAccessibility(page);
    await page.setViewportSize(NARROW);
    await page.keyboard.type("kielo");
    await expect(shown).toHaveText(["Kukkakauppa Kielo"]);
    await page.keyboard.press("ArrowDown");
    await expect(shown.getByRole("link")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByText(formatMessage(en.connections.lead, { business: "Kukkakauppa Kielo" }))).toBeVisible();
    await expect(main.getByRole("link", { name: /Torikatu/ })).toBeVisible();
  });
});
