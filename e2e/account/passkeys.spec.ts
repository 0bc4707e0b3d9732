import type { Page } from "@playwright/test";
import { checkAccessibility, checkWords } from "../fixtures/accessibility.ts";
import { CONNECTIONS } from "../fixtures/business.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { letProofsLapse } from "../fixtures/proofs.ts";
import { newestCode, signUpDirectly } from "../fixtures/sign-in.ts";
import { PARTNER } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const { passkeys } = en.settings;

/** Gives the browser's page a device that keeps passkeys and verifies its user without asking. */
async function addDevice(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("a user adds a passkey, signs in with it, proves with it, and removes it", async ({ page, stack }) => {
  const user = await signUpDirectly(page, stack);
  await addDevice(page);
  const section = page.getByRole("region", { name: passkeys.title });

  await test.step("adding one asks for a proof first", async () => {
    await letProofsLapse(stack, user);
    await page.goto("/settings");
    await section.getByRole("link", { name: passkeys.add }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(passkeys.addTitle);
    await checkAccessibility(page);
    await checkWords(page);
    await page.getByLabel(passkeys.name).fill("Work phone");
    await page.getByRole("button", { name: passkeys.addSubmit }).click();
    await expect(page.getByRole("heading", { name: en.proof.title })).toBeVisible();
    await page.getByLabel(en.proof.code).fill((await newestCode(stack, user.email)) ?? "");
    await page.getByRole("button", { name: en.proof.submit }).click();
    await expect(section.getByRole("status")).toHaveText(en.settings.saved.passkeyAdded);
    await expect(section.getByRole("listitem")).toContainText("Work phone");
    await checkAccessibility(page);
    const [mail] = await stack.sandbox.mailsTo(user.email);
    expect(mail?.subject).toBe(formatMessage(en.mail.passkeyAdded.subject, { partner: PARTNER }));
  });
  await test.step("it gets another name", async () => {
    await section.getByRole("link", { name: formatMessage(passkeys.renameOf, { name: "Work phone" }) }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(passkeys.renameTitle);
    await checkAccessibility(page);
    await checkWords(page);
    await page.getByLabel(passkeys.name).fill("");
    await page.getByRole("button", { name: passkeys.rename }).click();
    await expect(page.getByText(en.validation.required)).toBeVisible();
    await page.getByLabel(passkeys.name).fill("Spare phone");
    await page.getByRole("button", { name: passkeys.rename }).click();
    await expect(section.getByRole("status")).toHaveText(en.settings.saved.passkeyRenamed);
    await expect(section.getByRole("listitem")).toContainText("Spare phone");
    await checkAccessibility(page);
  });
  await test.step("it signs in where no email is asked for, and leads on to the wanted page", async () => {
    await page.context().clearCookies();
    await page.goto("/connections");
    await expect(page).toHaveURL(/\/sign-in/);
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(request.url()));
    await page.getByRole("button", { name: en.signIn.passkey }).click();
    await page.waitForURL(CONNECTIONS);
    expect(loaded.filter((url) => url.includes("/api/auth/passkey"))).toHaveLength(1);
    const methods = await stack.database.rows(
      `SELECT after->>'method' AS method FROM "AuditEvent" WHERE action = 'user.signed_in'`,
    );
    expect(methods).toEqual([{ method: "passkey" }]);
  });
  await test.step("it proves the user, so that an action with lasting effect goes on", async () => {
    await letProofsLapse(stack, user);
    await page.goto("/settings");
    await page.getByLabel(en.settings.email.email).fill("another@example.com");
    await page.getByRole("button", { name: en.settings.email.submit }).click();
    // Enter sends the typed code, and asks for no passkey.
    await page.getByLabel(en.proof.code).fill("000000");
    await page.keyboard.press("Enter");
    await expect(page.getByText(en.validation.code_wrong)).toBeVisible();
    await page.getByRole("button", { name: en.proof.passkey }).click();
    await page.waitForURL(/saved=requested/);
  });
  await test.step("used too often, it is refused, and the page says so", async () => {
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    const setPoints = (points: number) =>
      stack.database.rows(
        `UPDATE "RateLimiterFlexible" SET points = $1 WHERE key LIKE 'passkey-sign-in:%' RETURNING 1`,
        [points],
      );
    expect(await setPoints(1_000)).toHaveLength(1);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: en.signIn.passkey }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.oftenTitle);
    await setPoints(1);
    await page.context().addCookies(cookies);
  });
  await test.step("removed, it signs in no more", async () => {
    await page.goto("/settings");
    await section.getByRole("button", { name: formatMessage(passkeys.removeOf, { name: "Spare phone" }) }).click();
    await expect(section.getByText(en.settings.saved.passkeyRemoved)).toBeVisible();
    await expect(section.getByText(passkeys.none)).toBeVisible();
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await page.getByRole("button", { name: en.signIn.passkey }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.signIn.failed.passkeyTitle);
    await checkAccessibility(page);
  });
});
