import { askHeaders } from "../fixtures/raw-request.ts";
import { newestLink, newUser } from "../fixtures/sign-in.ts";
import { requestLink, signInOverHttp } from "../fixtures/sign-in-over-http.ts";
import { expect, test } from "../fixtures/test.ts";

const HTTPS_URL = "https://connect.example.com";

test("under https cookies are the host's own and secure, and browsers are told to stay", async ({ context, stack }) => {
  const app = await stack.startAnotherApp({ APP_URL: HTTPS_URL });
  const { email } = newUser();
  await requestLink(context, email);
  const { pathname, search } = new URL(await newestLink(stack, email));

  const opened = await askHeaders(`${app.direct}${pathname}${search}`, {});
  expect(opened.location).toBe(`${HTTPS_URL}/sign-in/confirm`);
  expect(opened["strict-transport-security"]).toMatch(/^max-age=\d{8,}/);
  const [linkCookie = ""] = opened["set-cookie"] ?? [];
  const headers = { Cookie: linkCookie.split(";")[0] ?? "", Origin: HTTPS_URL };
  const confirmation = await (await fetch(`${app.direct}/sign-in/confirm`, { headers })).text();
  const [, mark = ""] = /name="link" value="([^"]+)"/.exec(confirmation) ?? [];
  const signedIn = await askHeaders(`${app.direct}${pathname}`, headers, new URLSearchParams({ link: mark }));
  expect(URL.parse(signedIn.location ?? "")?.origin).toBe(HTTPS_URL);

  const cookies = [...(opened["set-cookie"] ?? []), ...(signedIn["set-cookie"] ?? [])];
  expect(cookies.some((cookie) => cookie.startsWith("__Host-session="))).toBe(true);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-/);
    for (const attribute of [/; secure/i, /; httponly/i, /; samesite=lax/i, /; path=\/(;|$)/i]) {
      expect(cookie).toMatch(attribute);
    }
    expect(cookie).not.toMatch(/; domain=/i);
  }
});

test("scripts cannot read our cookies", async ({ page, stack }) => {
  await signInOverHttp(page, stack, newUser().email);
  await page.goto("/welcome");
  expect(await page.evaluate(() => document.cookie)).toBe("");
});
