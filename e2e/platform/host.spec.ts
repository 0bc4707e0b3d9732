import { en } from "../fixtures/messages.ts";
import { actionFields, postFields } from "../fixtures/raw-form-post.ts";
import { askFor, askHeaders } from "../fixtures/raw-request.ts";
import { newUser, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// A server answers at its own address alone, and its addresses come from its settings.

const HTTPS_URL = "https://connect.example.com";

test("addresses come from APP_URL, whatever the Host header says", async ({ context, stack }) => {
  const app = await stack.startAnotherApp({ APP_URL: HTTPS_URL });
  await signUpDirectly(context, stack);
  const session = (await context.cookies()).map(({ name, value }) => `__Host-${name}=${value}`).join("; ");
  const paths = [
    "/",
    "/connections",
    "/admin",
    "/api/receipthero/callback?code=c&state=s",
    "/api/auth/callback/nodemailer?token=t&email=a%40example.com&callbackUrl=%2F",
    "/api/auth/callback/nodemailer",
    "/api/auth/signin",
    "/api/auth/signout",
    "/api/auth/error",
    "/sign-in/confirm",
    "//evil.example/",
  ];
  const evil = { Host: "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" };
  for (const path of paths) {
    for (const Cookie of ["", session]) {
      for (const form of [undefined, new URLSearchParams()]) {
        const { location = "" } = await askHeaders(`${app.direct}${path}`, { ...evil, Cookie }, form);
        expect(new URL(location, HTTPS_URL).origin, `${form ? "POST" : "GET"} ${path}`).toBe(HTTPS_URL);
      }
    }
  }
});

for (const Host of [
  "evil.example",
  "evil.example:3000",
  "localhost.evil.example",
  "127.0.0.1.nip.io",
  "10.0.0.1",
  "a b",
]) {
  test(`a server for this machine alone answers 421 to the Host "${Host}"`, async ({ stack }) => {
    for (const path of ["/sign-in", "/api/health", "/nothing-here"]) {
      const { status } = await askFor(`${stack.app.direct}${path}`, { Host, "X-Forwarded-Host": "localhost" });
      expect(status, path).toBe(421);
    }
  });
}

for (const Host of ["localhost", "LOCALHOST:80", "app.localhost", "127.0.0.1", "127.8.9.10:3000", "[::1]:3000"]) {
  test(`a server for this machine alone answers to the Host ${Host}`, async ({ stack }) => {
    expect((await askFor(`${stack.app.direct}/sign-in`, { Host })).status).toBe(200);
  });
}

test("a page that was opened at another name of this machine says so when its form is sent", async ({
  openBrowser,
  stack,
}) => {
  const page = await openBrowser({ baseURL: stack.app.url.replace("localhost", "127.0.0.1") });
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill(newUser().email);
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.refusedTitle);
});

test("a sign-in link leads to APP_URL, whatever host asked for it", async ({ context, stack }) => {
  const { email } = newUser();
  const evil = { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" };
  const fields = await actionFields(context, "/sign-in", en.signIn.submit);
  const response = await postFields(context, stack, "/sign-in", [...fields, ["email", email]], evil);
  expect(response.headers().location ?? "").not.toContain("evil.example");
  const mails = await stack.sandbox.mailsTo(email);
  expect(mails).toHaveLength(1);
  for (const mail of mails) {
    expect(mail.text + mail.html).not.toContain("evil.example");
    expect(mail.links[0]).toMatch(new RegExp(`^${stack.app.url}/`));
  }
});
