import type { Page } from "@playwright/test";
import { png, SVG_LOGO } from "../../test/images.ts";
import { checkAccessibility } from "../fixtures/accessibility.ts";
import { approve, goToConsent } from "../fixtures/connect-by-hand.ts";
import { disconnect } from "../fixtures/connect-over-http.ts";
import { en, formatMessage } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { askForLink, newestLink, newUser, openLink, signInAsAdmin, startSession } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { goThroughMore } from "../fixtures/staff-nav.ts";
import { expect, test } from "../fixtures/test.ts";

const own = en.admin.brand;
const NAME = "Kuittikumppani Ab";
const COLOUR = "#ff6600";
const svg = (content: string) => ({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from(content) });

/** Uploads a file into a place of the page of images. */
async function upload(page: Page, place: keyof typeof own.images.places, file: ReturnType<typeof svg>): Promise<void> {
  await page.goto("/admin/brand/images");
  const panel = page.getByRole("region", { name: own.images.places[place], exact: true });
  await panel.getByLabel(own.images.file).setInputFiles(file);
  await panel.getByRole("button", { name: own.images.submit[place], exact: true }).click();
}

/** The colour of the main button of a page. */
const buttonColour = (page: Page) =>
  page
    .locator(".button-primary")
    .first()
    .evaluate((button) => getComputedStyle(button).backgroundColor);

test("an admin changes the brand, and pages, emails, the consent page and a certificate show it", async ({
  openBrowser,
  stack,
}) => {
  test.setTimeout(180_000);
  await withServerOfItsOwn(stack, async (alone) => {
    const open = (options = {}) => openBrowser({ baseURL: alone.app.url, ...options });
    const admin = await open();
    const user = await signInAsAdmin(admin, alone);

    await test.step("texts and colour, after a mistake that loses nothing", async () => {
      await admin.goto("/admin");
      await goThroughMore(admin, en.admin.nav.brand);
      await admin.getByRole("link", { name: own.edit }).click();
      await expect(admin.getByRole("heading", { level: 1 })).toHaveText(own.form.title);
      await checkAccessibility(admin);
      await fillTexts(admin);
      await admin.getByLabel(own.form.terms, { exact: true }).fill("example.com/terms");
      await admin.getByRole("button", { name: own.form.submit }).click();
      await expect(admin.getByText(own.problems.https)).toBeVisible();
      await expect(admin.getByLabel(own.form.name, { exact: true })).toHaveValue(NAME);
      await admin.getByLabel(own.form.terms, { exact: true }).fill("https://example.com/terms");
      await admin.getByRole("button", { name: own.form.submit }).click();
      await expect(admin.getByText(formatMessage(own.done, { seconds: 10 }))).toBeVisible();
      await expect(admin).toHaveTitle(`${own.title} · ${NAME}`);
    });
    await test.step("images, without JavaScript", async () => {
      const plain = await open({ javaScriptEnabled: false });
      await startSession(plain, alone, user);
      await upload(plain, "logo", svg(SVG_LOGO.replace("<rect", "<script>alert(1)</script><rect")));
      await expect(plain.getByRole("alert")).toContainText(
        formatMessage(own.images.problems.svg_element, { part: "script" }),
      );
      await upload(plain, "logo", svg(SVG_LOGO.replace("<rect", `<!--${"x".repeat(300_000)}--><rect`)));
      await expect(plain.getByRole("alert")).toContainText(
        formatMessage(own.images.problems.too_large, { kilobytes: 200 }),
      );
      await upload(plain, "logo", svg(SVG_LOGO));
      await plain.waitForURL("/admin/brand?done=changed");
      await upload(plain, "darkLogo", { name: "dark.png", mimeType: "image/png", buffer: png(200, 40) });
      await plain.waitForURL("/admin/brand?done=changed");
      await upload(plain, "icon", svg(SVG_LOGO.replace("0 0 150 30", "0 0 30 30")));
      await plain.waitForURL("/admin/brand?done=changed");
    });
    await admin.goto("/admin/brand/images");
    await checkAccessibility(admin);
    await admin.goto("/admin/brand");
    await checkAccessibility(admin);

    await test.step("an outdated form overwrites nothing", async () => {
      const other = await open();
      await startSession(other, alone, user);
      for (const page of [admin, other]) await page.goto("/admin/brand/edit");
      await other.getByLabel(own.form.sender).fill("Kuitit");
      await other.getByRole("button", { name: own.form.submit }).click();
      await other.waitForURL("/admin/brand?done=changed");
      await admin.getByLabel(own.form.sender).fill("Overwritten");
      await admin.getByRole("button", { name: own.form.submit }).click();
      await expect(admin.getByText(own.problems.brand_changed)).toBeVisible();
      await expect(admin.getByLabel(own.form.sender)).toHaveValue("Overwritten");
    });

    const merchant = await open();
    const { email, business } = newUser("Kahvila Ilta");
    await test.step("the sign-in page", () => seeSignIn(merchant));
    await test.step("an email", async () => {
      await askForLink(merchant, email);
      await seeMail(alone, email);
      await openLink(merchant, await newestLink(alone, email));
      await merchant.getByLabel(en.welcome.name).fill(business);
      await merchant.getByRole("button", { name: en.welcome.submit }).click();
    });
    await test.step("the consent page and the certificate", async () => {
      await expect(merchant.getByRole("heading", { name: en.connections.empty.title })).toBeVisible();
      await goToConsent(merchant, { label: "Torikatu" });
      await expect(merchant.getByText(`${NAME} asks for the receipts of ${business}.`)).toBeVisible();
      await approve(merchant);
      await merchant.waitForURL((url) => url.searchParams.get("outcome") === "connected");
      const receiptheroId = new URL(merchant.url()).pathname.split("/").at(-1) ?? "";
      await disconnect(merchant, receiptheroId);
      await admin.goto(`/admin/connections/${receiptheroId}/certificate`);
      const sheet = admin.getByRole("article");
      await expect(sheet.getByRole("img", { name: NAME })).toBeVisible();
      await expect(sheet).toContainText(formatMessage(en.admin.certificate.lead, { partner: NAME }));
      await checkAccessibility(admin);
    });
    await test.step("a member changes nothing", async () => {
      for (const path of ["/admin/brand", "/admin/brand/edit", "/admin/brand/images"]) {
        expect((await merchant.request.get(path)).status()).toBe(404);
      }
      const upload = { file: svg(SVG_LOGO), place: "logo", version: "0" };
      expect((await merchant.request.post("/admin/brand/upload", { multipart: upload })).status()).toBe(404);
    });
  });
});

async function fillTexts(page: Page): Promise<void> {
  const fields = {
    [own.form.name]: NAME,
    [own.form.accent]: COLOUR,
    [own.form.support]: "help@example.com",
    [own.form.sender]: "Kuittikumppani",
    [own.form.replyTo]: "replies@example.com",
  };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  const inEnglish = (legend: string) => page.getByRole("group", { name: legend }).getByLabel("English");
  await inEnglish(own.form.welcome).fill("Welcome to us.\nYour receipts are waiting.");
  await inEnglish(own.form.consent).fill("{partner} asks for the receipts of {business}.");
}

/** The logo, the welcome, the colour in both schemes, the links and the icon. */
async function seeSignIn(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/sign-in");
  await expect(page).toHaveTitle(`${en.signIn.title} · ${NAME}`);
  await expect(page.getByText("Welcome to us. Your receipts are waiting.")).toBeVisible();
  await expect(page.getByRole("link", { name: en.app.terms })).toHaveAttribute("href", "https://example.com/terms");
  await expect(page.getByRole("link", { name: en.app.help })).toHaveAttribute("href", "mailto:help@example.com");
  const logo = page.getByRole("img", { name: NAME });
  const shown = () => logo.evaluate((image: HTMLImageElement) => image.complete && image.currentSrc.slice(-3));
  await expect.poll(shown).toBe("svg");
  await expect(logo).toHaveJSProperty("naturalWidth", 150);
  const light = await buttonColour(page);
  await checkAccessibility(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(shown).toBe("png");
  await expect.poll(() => buttonColour(page)).not.toBe(light);
  const icon = await page.locator('link[rel="icon"]').getAttribute("href");
  const response = await page.request.get(icon ?? "");
  expect(response.headers()).toMatchObject({
    "content-type": "image/svg+xml",
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringContaining("sandbox"),
    "cross-origin-resource-policy": "cross-origin",
  });
}

/** The sender's name, and the logo as a PNG that a mail client can load. */
async function seeMail(stack: Stack, email: string): Promise<void> {
  const [mail] = await stack.sandbox.mailsTo(email);
  expect(mail?.subject).toBe(formatMessage(en.mail.signIn.subject, { partner: NAME }));
  expect(mail?.headers.find(({ name }) => name === "From")?.value).toMatch(/^Kuitit <.+@.+>$/);
  expect(mail?.headers.find(({ name }) => name === "Reply-To")?.value).toBe("replies@example.com");
  const [, src = ""] = /<img alt="Kuittikumppani Ab"[^>]* src="([^"]+)"/.exec(mail?.html ?? "") ?? [];
  const response = await fetch(src);
  expect(response.headers.get("content-type")).toBe("image/png");
  expect(new URL(src).origin).toBe(stack.app.url);
}
