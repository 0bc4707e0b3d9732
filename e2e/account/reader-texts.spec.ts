import { checkAccessibility } from "../fixtures/accessibility.ts";
import { settingsOf } from "../fixtures/business.ts";
import { connect, connectWitness } from "../fixtures/connect-over-http.ts";
import { tokenOf } from "../fixtures/disconnecting.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { addMember, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// No page tells a reader to do what only others may do. It says who can.

const { problem } = en.receipts;

test("a reader is told who can reconnect, wherever a member is asked to", async ({ page, openContext, stack }) => {
  const owner = await openContext();
  const user = await signUpDirectly(owner, stack, newUser("Bageri Ilta"));
  await addMember(page, stack, user, "READER");
  const main = page.getByRole("main");
  const seeNoWayThere = async () => {
    await expect(main.getByRole("link", { name: /^(re)?connect/i })).toHaveCount(0);
    await checkAccessibility(page);
  };

  await test.step("before anything is connected", async () => {
    for (const path of ["/connections", await settingsOf(page)]) {
      await page.goto(path);
      await expect(main).toContainText(en.connections.empty.bodyForReader);
      await expect(main).not.toContainText(en.connections.empty.step1);
      await expect(main.getByRole("link", { name: en.connections.connect })).toHaveCount(0);
    }
  });
  const label = "Torikatu";
  const receiptheroId = await connect(owner, { label });
  const words = { label, partner: PARTNER };
  const path = `/connections/${receiptheroId}`;
  await makeReceipts(stack, receiptheroId, { "r-1": { merchant_name: "Kioski" } });
  const change = (set: string) =>
    stack.database.rows(`UPDATE "Connection" SET ${set} WHERE "receiptheroId" = $1`, [receiptheroId]);

  await test.step("when ReceiptHero refuses a receipt", async () => {
    await stack.sandbox.setFault("receipts", "wrong-key");
    await page.goto(`${path}/receipts/r-1`);
    await expect(main).toContainText(formatMessage(problem.receipt_refused.bodyForReader, words));
    await seeNoWayThere();
    await stack.sandbox.clearFaults();
  });
  await test.step("when ReceiptHero refuses access", async () => {
    await connectWitness(await openContext(), stack);
    await stack.sandbox.revoke(tokenOf(await stack.sandbox.state(), receiptheroId));
    await page.goto(`${path}/receipts/r-1`);
    await expect(main).toContainText(formatMessage(problem.receipt_unauthorized.bodyForReader, words));
    await seeNoWayThere();
  });
  for (const reason of ["refused", "revocation_unclear", "granted_elsewhere", "granted_elsewhere_unclear"] as const) {
    await test.step(`when the connection needs reconnecting: ${reason}`, async () => {
      await change(`"unauthorizedSince" = now(), "unauthorizedReason" = '${reason}'`);
      for (const one of [path, await settingsOf(page)]) {
        await page.goto(one);
        const shown = main.getByText(en.health.why.unauthorized.reader[reason]);
        await expect(shown).toHaveCount(1);
        await expect(main.getByText(en.health.why.unauthorized.merchant[reason])).toHaveCount(0);
      }
    });
  }
  await test.step("when the permission to read is missing", async () => {
    await change(`"unauthorizedSince" = NULL, "unauthorizedReason" = NULL, scopes = '{receipt:write}'`);
    for (const one of [path, `${path}/receipts`, `${path}/receipts/r-1`]) {
      await page.goto(one);
      await expect(main).toContainText(en.receipts.grantByMember);
      await seeNoWayThere();
    }
  });
  await test.step("when it is disconnected", async () => {
    await change(
      `status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now(), "disconnectedBy" = 'RECEIPTHERO'`,
    );
    await page.goto(path);
    await expect(main).toContainText(formatMessage(en.connection.notice.disconnected.bodyForReader, words));
    await expect(main).not.toContainText(formatMessage(en.connection.notice.disconnected.body, words));
    await expect(main.getByRole("link", { name: en.connection.reconnect, exact: true })).toHaveCount(0);
    await page.goto(`${path}/receipts`);
    await expect(main).toContainText(en.receipts.inactive);
  });
});
