import { checkAccessibility } from "../fixtures/accessibility.ts";
import { businessOf } from "../fixtures/business.ts";
import { seeOutcome } from "../fixtures/connect-by-hand.ts";
import { approveConsent, authorize, connect, startAuthorization } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, connectionsOf, userOf, visitsOf } from "../fixtures/db-queries.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { actionFields, type HandMadeField, postFields } from "../fixtures/raw-form-post.ts";
import { makeReceipts } from "../fixtures/receipts.ts";
import { join, newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

const { move } = en;

test("an owner of both businesses moves a connection, whose receipts can be read there; a stranger is told whom to ask", async ({
  page,
  openContext,
  openBrowser,
  stack,
}) => {
  const former = await openContext();
  const aamu = await signUpDirectly(former, stack, newUser("Kahvila Aamu"));
  const receiptheroId = await connect(former, { label: "Torikatu" });

  const stranger = await openBrowser();
  await signUpDirectly(stranger, stack, newUser("Kahvila Yö"));
  await stranger.goto((await authorize(stranger, {}, { update: true })).href);
  await seeOutcome(stranger, "owned_by_another");
  await expect(stranger.getByRole("main")).not.toContainText(aamu.business);

  const ilta = await signUpDirectly(page, stack, newUser("Bageri Ilta"));
  const bageri = await businessOf(page);
  await join(stack, ilta, aamu, "OWNER");
  const consent = () => startAuthorization(page, { label: "Rantatie" }, `${bageri}/connections/new`);
  await page.goto((await approveConsent(await consent(), { update: true })).href);
  const words = { label: "Torikatu", from: aamu.business, business: ilta.business };
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(formatMessage(move.title, words));
  await expect(page.getByText(formatMessage(move.what, words))).toBeVisible();
  await checkAccessibility(page);

  await page.getByRole("button", { name: move.decline }).click();
  await page.waitForURL(`${bageri}/connections`);
  await page.goBack();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(move.over.title);

  await page.goto((await approveConsent(await consent(), { update: true })).href);
  const confirmation = page.getByLabel(formatMessage(move.confirmation, { count: 8 }));
  await confirmation.fill("Rantatie");
  await page.getByRole("button", { name: move.submit, exact: true }).click();
  await expect(page.getByText(en.validation.confirmation_differs)).toBeVisible();
  await confirmation.fill("torikatu");
  await page.getByRole("button", { name: move.submit, exact: true }).click();
  await page.waitForURL(`/connections/${receiptheroId}?outcome=connected`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Rantatie");

  expect(await connectionsOf(stack, aamu)).toEqual([]);
  expect((await auditActionsOf(stack, aamu)).at(-1)).toBe("connection.moved_out");
  expect((await former.request.get(`/connections/${receiptheroId}`)).status()).toBe(404);
  await makeReceipts(stack, receiptheroId, { "r-1": { merchant_name: "Kioski" } });
  await page.goto(`/connections/${receiptheroId}/receipts/r-1`);
  await expect(page.getByRole("article").getByRole("heading", { level: 1 })).toHaveText("Kioski");
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

test("a page of a connection that was opened before the move changes nothing in the new business", async ({
  page,
  openContext,
  stack,
}) => {
  const aamu = await signUpDirectly(await openContext(), stack, newUser("Kahvila Aamu"));
  const ilta = await signUpDirectly(page, stack, newUser("Bageri Ilta"));
  const receiptheroId = await connect(page, { label: "Torikatu" });
  await join(stack, ilta, aamu, "OWNER");
  const path = `/connections/${receiptheroId}`;
  const forms = [
    [path, en.connect.save, [["label", "Rantatie"]]],
    [path, en.connection.change, []],
    [`${path}/disconnect`, "", []],
  ] as const;
  const send = async (fields: HandMadeField[][]) => {
    const statuses: number[] = [];
    for (const [n, [form, , typed]] of forms.entries()) {
      const all = [...(fields[n] ?? []), ["receiptheroId", receiptheroId], ...typed] as HandMadeField[];
      statuses.push((await postFields(page, stack, form, all)).status());
    }
    return statuses;
  };
  const opened = await Promise.all(forms.map(([form, button]) => actionFields(page, form, button)));
  await stack.database.rows(`UPDATE "Connection" SET "merchantId" = $1 WHERE "receiptheroId" = $2`, [
    (await userOf(stack, aamu))?.merchantId,
    receiptheroId,
  ]);
  expect(await send(opened)).toEqual([404, 404, 404]);
  expect(await connectionsOf(stack, aamu)).toMatchObject([{ label: "Torikatu", status: "ACTIVE" }]);
  expect(await visitsOf(stack, ilta)).toEqual([]);

  const again = await Promise.all(forms.map(([form, button]) => actionFields(page, form, button)));
  expect(await send(again)).toEqual([303, 303, 303]);
  expect(await connectionsOf(stack, aamu)).not.toMatchObject([{ status: "ACTIVE" }]);
});
