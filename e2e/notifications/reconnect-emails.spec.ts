import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { approve, continueToReceiptHero, seeConnected } from "../fixtures/connect-by-hand.ts";
import { connect, connectWitness } from "../fixtures/connect-over-http.ts";
import { tokenOf } from "../fixtures/disconnecting.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const words = { partner: PARTNER };
const NEEDED = formatMessage(en.mail.reconnectNeeded.subject, words);
const MENDED = formatMessage(en.mail.reconnected.subject, words);

test("a member reconnects from the email about a refused connection, and unsubscribes at one click", async ({
  openBrowser,
  openContext,
  stack: shared,
}) => {
  // The emails of another server on the same database would have the links of that server.
  await withServerOfItsOwn(shared, async (stack) => {
    const { app, database, sandbox } = stack;
    const page = await openBrowser({ baseURL: app.url });
    const user = await signUpDirectly(page, stack);
    const subjects = async () => (await sandbox.mailsTo(user.email)).map(({ subject }) => subject).reverse();
    /** The sweep of a server that starts, which decides about refusals. */
    const sweep = async () => {
      await app.kill();
      await app.restart();
    };
    const receiptheroId = await connect(page, { label: "Torikatu" });
    await makeReceipts(stack, receiptheroId, { "r-1": { merchant_name: "Kioski" } });
    await connectWitness(await openContext({ baseURL: app.url }), stack);
    await sandbox.revoke(tokenOf(await sandbox.state(), receiptheroId));
    await page.goto(`/connections/${receiptheroId}/receipts/r-1`);
    await database.rows(`UPDATE "TokenRefusal" SET since = now() - interval '10 minutes'`);
    await sweep();
    await expect.poll(subjects).toEqual([NEEDED]);

    const [mail] = await sandbox.mailsTo(user.email);
    const [link = "", unsubscribe = ""] = mail?.links ?? [];
    await page.goto(link);
    await page.getByRole("link", { name: en.reconnect.button }).click();
    await continueToReceiptHero(page);
    await approve(page);
    await seeConnected(page);
    await sweep();
    await expect.poll(subjects).toEqual([NEEDED, MENDED]);

    await test.step("the link of an email asks first, and works without signing in", async () => {
      const visitor = await openBrowser();
      await visitor.goto(unsubscribe);
      await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(en.unsubscribe.title);
      await checkAccessibility(visitor);
      await checkWords(visitor);
      expect(visitor.url()).toBe(`${app.url}/unsubscribe`);
      await visitor.getByRole("button", { name: en.unsubscribe.submit }).click();
      await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(en.unsubscribe.doneTitle);
    });
    await test.step("the settings show it, and change it back", async () => {
      await page.goto("/settings");
      const choice = page.getByRole("checkbox", { name: en.settings.emails.topics.mailsReconnect.label });
      await expect(choice).not.toBeChecked();
      await choice.check();
      await page.getByRole("region", { name: en.settings.emails.title }).getByRole("button").click();
      await page.waitForURL("/settings?saved=emails#emails");
      await expect(choice).toBeChecked();
    });
    await test.step("the mail client's button unsubscribes at one click, and stops the reminders", async () => {
      const oneClick = (url: string) =>
        fetch(url, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
      expect((await oneClick(`${unsubscribe}A`)).status).toBe(404);
      expect((await oneClick(unsubscribe)).status).toBe(200);
      await page.reload();
      await expect(
        page.getByRole("checkbox", { name: en.settings.emails.topics.mailsReconnect.label }),
      ).not.toBeChecked();
      await database.rows(`UPDATE "UserMail" SET "dueAt" = now() WHERE "dueAt" IS NOT NULL`);
      await sweep();
      const waiting = () => database.rows(`SELECT FROM "UserMail" WHERE state = 'WAITING'`);
      await expect.poll(waiting).toEqual([]);
      expect(await subjects()).toEqual([NEEDED, MENDED]);
    });
  });
});
