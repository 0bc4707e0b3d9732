import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { CONNECTIONS } from "../fixtures/business.ts";
import { inviteByForm, newInvited, seeInvitation } from "../fixtures/invitations.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { signInWithProvider } from "../fixtures/provider-sign-in.ts";
import { askForLink, newestLink, newUser, openLink, signInAsAdmin } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ withIdentityProvider: true, ownSettings: { SIGN_UP: "invited" } });

test("only an invited address gets an account, by email or by the provider, and a stranger learns whom to ask", async ({
  page,
  openBrowser,
  stack,
}) => {
  const accounts = () => stack.database.rows(`SELECT email FROM "User" ORDER BY email`);
  const { email } = newUser();
  await test.step("the browser of a stranger sees what everyone sees, and the email says whom to ask", async () => {
    const visitor = await openBrowser();
    await visitor.goto("/sign-in");
    await expect(visitor.getByText(formatMessage(en.signIn.leadInvited, { partner: PARTNER }))).toBeVisible();
    await checkAccessibility(visitor);
    await askForLink(visitor, email);
    await expect(visitor.getByText(en.signIn.checkMail.invited)).toBeVisible();
    await expect(visitor.getByLabel(en.signIn.checkMail.code)).toBeVisible();
    await checkAccessibility(visitor);
    const [mail, ...more] = await stack.sandbox.mailsTo(email);
    expect([mail?.subject, mail?.links, more]).toEqual([
      formatMessage(en.mail.uninvited.subject, { partner: PARTNER }),
      [],
      [],
    ]);
    expect(mail?.text).not.toMatch(/\d{6}/);
  });
  await test.step("the provider's confirmation of the address is not enough", async () => {
    const visitor = await openBrowser();
    await visitor.goto("/sign-in");
    await signInWithProvider(visitor, email);
    await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.uninvitedTitle);
    await checkAccessibility(visitor);
    await checkWords(visitor);
    expect(await accounts()).toEqual([]);
  });
  await test.step("an admin of the settings and the owner whom an admin invited sign in", async () => {
    await signInAsAdmin(page, stack);
    const invited = newInvited({ email });
    await inviteByForm(page, invited);
    await seeInvitation(page, { ...invited, state: "sent" });
    const owner = await openBrowser();
    await askForLink(owner, email);
    await openLink(owner, await newestLink(stack, email));
    await owner.waitForURL(CONNECTIONS);
    expect(await accounts()).toHaveLength(2);
    const again = await openBrowser();
    await again.goto("/sign-in");
    await signInWithProvider(again, email);
    await again.waitForURL(CONNECTIONS);
  });
});
