import { answerVisit, connect, disconnect, followRedirect, startVisit } from "../fixtures/connect-over-http.ts";
import { openRename } from "../fixtures/connection-page.ts";
import { auditActionsOf, connectionsOf, everythingOf } from "../fixtures/db-queries.ts";
import { untilDisconnected } from "../fixtures/disconnecting.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { sendForm } from "../fixtures/raw-form-post.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

for (const javaScriptEnabled of [true, false]) {
  test(`a connection gets another name, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    openBrowser,
    stack,
  }) => {
    const page = await openBrowser({ javaScriptEnabled });
    const user = await signUpDirectly(page, stack);
    const receiptheroId = await connect(page, { label: "Before" });
    const [before] = await connectionsOf(stack, user);
    const label = "Kävelykatu 1 & <b>Å</b>";
    await page.goto(`/connections/${receiptheroId}`);
    await openRename(page);
    await page.getByLabel(en.connect.label).fill(` ${label} `);
    await page.getByRole("button", { name: en.connect.save }).click();

    await page.waitForURL(`/connections/${receiptheroId}?saved=label`);
    await expect(page.getByRole("status")).toContainText(
      formatMessage(en.connection.notice.relabelled.body, { label }),
    );
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(label);
    await expect(page.getByLabel(en.connect.label)).toHaveValue(label);
    expect(await connectionsOf(stack, user)).toEqual([{ ...before, label, updatedAt: expect.any(Date) }]);
    expect(await auditActionsOf(stack, user)).toEqual(["connection.connected", "connection.relabelled"]);
    await page.goto("/connections");
    await expect(page.getByRole("main").getByRole("listitem")).toContainText([label]);
  });
}

const refused: [what: string, label: string, message: string][] = [
  ["no name", "  ", en.validation.required],
  ["a name of 61 characters", "x".repeat(61), formatMessage(en.validation.tooLong, { max: "60" })],
];

for (const [what, label, message] of refused) {
  test(`a connection does not get ${what}, and the typed text stays`, async ({ page, stack }) => {
    const user = await signUpDirectly(page, stack);
    const receiptheroId = await connect(page, { label: "Before" });
    const before = await everythingOf(stack, user);
    await page.goto(`/connections/${receiptheroId}`);
    const field = page.getByLabel(en.connect.label);
    await field.evaluate((input: HTMLInputElement) => input.removeAttribute("maxlength"));
    await openRename(page);
    await field.fill(label);
    await page.getByRole("button", { name: en.connect.save }).click();
    await expect(page.getByText(message)).toBeVisible();
    await expect(field).toHaveValue(label);
    expect(await everythingOf(stack, user)).toEqual(before);
  });
}

test("a connection's page and its history are in plain words", async ({ page, openContext, stack }) => {
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page, { label: "Torikatu", notes: [["floor", "2"]] });
  await page.goto(`/connections/${receiptheroId}`);
  const main = page.getByRole("main");
  for (const scope of ["receipt:read", "receipt:write"] as const) {
    await expect(main.getByText(formatMessage(en.scopes[scope].body, { partner: PARTNER }))).toBeVisible();
  }
  await expect(main.getByRole("term").filter({ hasText: "floor" })).toBeVisible();
  await expect(main.getByText(en.connection.metadataHint)).toBeVisible();
  await expect(main.getByText("merchant_id")).toHaveCount(0);

  for (const outcome of ["cancelled", "modified"] as const) {
    await followRedirect(page, await answerVisit(await startVisit(page, receiptheroId), outcome));
  }
  await sendForm(page, `/connections/${receiptheroId}`, { label: "Kauppahalli" }, en.connect.save);
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(page, receiptheroId);
  const admin = await openContext();
  await signInAsAdmin(admin, stack);
  await stack.sandbox.clearFaults();
  await sendForm(admin, "/admin/connections", {}, en.admin.connections.retry);
  await untilDisconnected(stack, user);

  await page.goto(`/connections/${receiptheroId}`);
  const history = page.locator("section", { has: page.getByRole("heading", { name: en.connection.history }) });
  const { you, system } = en.connection.actor;
  const partner = formatMessage(en.connection.actor.partner, { partner: PARTNER });
  const events = [
    [en.audit.connection.disconnected, system],
    [en.audit.connection.retried, formatMessage(partner, { partner: PARTNER })],
    [en.audit.connection.disconnecting, you],
    [en.audit.connection.relabelled, you],
    [en.audit.connection.modified, you],
    [en.audit.connection.connected, you],
  ];
  await expect(history.getByRole("listitem")).toHaveText(
    events.map(([what, who]) => new RegExp(`^${what}.* · ${who}$`)),
  );
});
