import { connect, connectWitness, disconnect } from "../fixtures/connect-over-http.ts";
import { auditActionsOf } from "../fixtures/db-queries.ts";
import { jobsFor, makeJobDue, onlyConnectionOf, tokenOf, untilDisconnected } from "../fixtures/disconnecting.ts";
import { readPage } from "../fixtures/html.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

for (const fault of ["dead-401", "dead-403"]) {
  test(`a connection whose dead token cannot be revoked ("${fault}") ends, because others are accepted`, async ({
    context,
    openContext,
    stack,
  }) => {
    await connectWitness(await openContext(), stack);
    const user = await signUpDirectly(context, stack);
    const receiptheroId = await connect(context);
    await stack.sandbox.revoke(tokenOf(await stack.sandbox.state(), receiptheroId));
    await stack.sandbox.setFault("revoke", fault);
    await stack.sandbox.setFault("receipts", "wrong-key");
    await disconnect(context, receiptheroId);
    expect(await onlyConnectionOf(stack, user)).toMatchObject({ status: "DISCONNECTING" });

    // The API key is correct again, so the next attempt gets an answer.
    await stack.sandbox.clearFaults();
    await stack.sandbox.setFault("revoke", fault);
    await makeJobDue(stack, receiptheroId);
    await untilDisconnected(stack, user);

    await signInAsAdmin(context, stack);
    const certificate = await readPage(context, `/admin/connections/${receiptheroId}/certificate`);
    expect(certificate).toContain(en.admin.certificate.answers.dead);
  });
}

test("an admin marks a connection as disconnected once the attempts are used up, and the certificate says so", async ({
  openBrowser,
  stack,
}) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const open = () => openBrowser({ baseURL: alone.app.url });
    const page = await open();
    const user = await signUpDirectly(page, alone);
    const receiptheroId = await connect(page, { label: "Shop" });
    await stack.sandbox.setFault("revoke", "503");
    await disconnect(page, receiptheroId);

    const admin = await open();
    const { email } = await signInAsAdmin(admin, alone);
    const path = `/admin/connections/${receiptheroId}`;
    const link = admin.getByRole("link", { name: en.admin.connection.markAsDisconnected.link });
    await admin.goto(path);
    await expect(admin.getByRole("button", { name: en.admin.connection.retry })).toBeVisible();
    await expect(link).toHaveCount(0);
    await admin.goto(`${path}/mark-as-disconnected`);
    await admin.waitForURL(path);

    await alone.database.rows(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = $1`, [
      `disconnect:${receiptheroId}`,
    ]);
    await admin.reload();
    await link.click();
    const { title, submit } = en.admin.connection.markAsDisconnected;
    await expect(admin.getByRole("heading", { level: 1 })).toHaveText(formatMessage(title, { label: "Shop" }));
    await admin.getByRole("textbox").fill("Something else");
    await admin.getByRole("button", { name: submit }).click();
    await expect(admin.getByText(en.validation.confirmation_not_this)).toBeVisible();
    expect(await onlyConnectionOf(alone, user)).toMatchObject({ status: "DISCONNECTING" });
    await admin.getByRole("textbox").fill("shop");
    await admin.getByRole("button", { name: submit }).click();
    await admin.waitForURL(path);
    expect(await onlyConnectionOf(alone, user)).toMatchObject({
      status: "DISCONNECTED",
      disconnectedBy: "MERCHANT",
      sealedToken: null,
    });
    expect(await jobsFor(alone, receiptheroId)).toEqual([]);
    expect(await auditActionsOf(alone, user)).toEqual([
      "connection.connected",
      "connection.disconnecting",
      "connection.disconnected",
    ]);

    await admin.goto(`${path}/certificate`);
    const sheet = admin.getByRole("article");
    await expect(sheet).toContainText(en.admin.certificate.answers.unconfirmed);
    await expect(sheet).toContainText(`${en.admin.certificate.markedAsDisconnectedBy}${email}`);
  });
});
