import { type IncomingHttpHeaders, request } from "node:http";
import {
  approve,
  approveAndKeep,
  askForLink,
  enter,
  goToConsent,
  newestLink,
  newPerson,
  seeConnected,
  signIn,
} from "./fixtures/journey.ts";
import { postByHand } from "./fixtures/post-by-hand.ts";
import { expect, test } from "./fixtures/test.ts";
import { en } from "./fixtures/words.ts";

const HTTPS_URL = "https://connect.example.com";

/** Asks with any headers, the forbidden ones of fetch included, and follows nothing. */
function ask(url: string, headers: Record<string, string>, form?: URLSearchParams): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    const type = form && { "Content-Type": "application/x-www-form-urlencoded" };
    const asked = request(url, { method: form ? "POST" : "GET", headers: { ...headers, ...type } }, (response) => {
      response.resume().once("end", () => resolve(response.headers));
    });
    asked.once("error", reject).end(form?.toString());
  });
}

/** The directives of a Content-Security-Policy by name. */
function directives(policy: string | null): Record<string, string> {
  return Object.fromEntries(
    (policy ?? "").split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );
}

for (const path of ["/connections/%", "/admin/connections/%E0%A4%A", "/admin/notifications/%C0%80", "/%"]) {
  test(`an address that nobody can read, ${path}, is one of nothing`, async ({ stack }) => {
    const response = await fetch(`${stack.app.url}${path}`);
    expect(response.status).toBe(404);
    expect(response.headers.get("x-request-id")).toBeTruthy();
    expect(await response.text()).toContain(en.errors.notFoundTitle);
  });
}

for (const path of ["/sign-in", "/outcome/access_denied", "/api/health", "/nothing-here"]) {
  test(`the security headers of ${path}`, async ({ stack }) => {
    const responses = await Promise.all([1, 2].map(() => fetch(`${stack.app.url}${path}`)));
    const policies = responses.map(({ headers }) => directives(headers.get("content-security-policy")));
    for (const policy of policies) {
      expect(policy["script-src"]).toMatch(/'nonce-[\w+/=]{20,}'/);
      expect(policy["script-src"]).not.toContain("unsafe");
      expect(policy["form-action"]).toBe("'self'");
      expect(policy["frame-ancestors"]).toBe("'none'");
      expect(policy["object-src"]).toBe("'none'");
      expect(policy["base-uri"]).toBe("'none'");
    }
    expect(policies[0]?.["script-src"]).not.toBe(policies[1]?.["script-src"]);
    for (const { headers } of responses) {
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("strict-transport-security")).toBeNull();
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });
}

test("browsers find nothing on the way that breaks the policy", async ({ page, stack }) => {
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await enter(page, stack);
  await goToConsent(page, { notes: [["floor", "2"]] });
  await approve(page);
  await seeConnected(page);
  await page.getByRole("link", { name: en.app.back }).click();
  await page.waitForURL("/connections");
  expect(complaints).toEqual([]);
});

test("the callback's answers go on without code and state, uncached and without a referrer", async ({
  page,
  stack,
}) => {
  await enter(page, stack);
  await goToConsent(page);
  const callback = await approveAndKeep(page, stack);
  for (const _ of ["connected", "state_used"]) {
    const response = await page.request.get(callback.href, { maxRedirects: 0 });
    expect(response.status()).toBe(303);
    const { location = "", ...headers } = response.headers();
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(location).toMatch(/^http:\/\/localhost:\d+\/(connections\/[\w-]+\?outcome=connected|outcome\/state_used)$/);
  }
});

test("addresses come from APP_URL, whatever the Host header says", async ({ page, stack }) => {
  await enter(page, stack);
  const session = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
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
        const { location = "" } = await ask(`${stack.app.direct}${path}`, { ...evil, Cookie }, form);
        expect(new URL(location, stack.app.url).origin, `${form ? "POST" : "GET"} ${path}`).toBe(stack.app.url);
      }
    }
  }
});

test("a sign-in link leads to APP_URL, whatever host asked for it", async ({ page, stack }) => {
  const { email } = newPerson();
  const evil = { Origin: "https://evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" };
  const response = await postByHand(page, stack, "/sign-in", [["email", email]], evil);
  expect(response.headers().location ?? "").not.toContain("evil.example");
  for (const mail of await stack.sandbox.mailsTo(email)) {
    expect(mail.text + mail.html).not.toContain("evil.example");
    expect(mail.links[0]).toMatch(new RegExp(`^${stack.app.url}/`));
  }
});

test("under https cookies are the host's own and secure, and browsers are told to stay", async ({ page, stack }) => {
  const app = await stack.startAnotherApp({ APP_URL: HTTPS_URL });
  const { email } = newPerson();
  await askForLink(page, email);
  const { pathname, search } = new URL(await newestLink(stack, email));

  const opened = await ask(`${app.direct}${pathname}${search}`, {});
  expect(opened.location).toBe(`${HTTPS_URL}/sign-in/confirm`);
  expect(opened["strict-transport-security"]).toMatch(/^max-age=\d{8,}/);
  const [linkCookie = ""] = opened["set-cookie"] ?? [];
  const headers = { Cookie: linkCookie.split(";")[0] ?? "", Origin: HTTPS_URL };
  const confirmation = await (await fetch(`${app.direct}/sign-in/confirm`, { headers })).text();
  const [, mark = ""] = /name="link" value="([^"]+)"/.exec(confirmation) ?? [];
  const signedIn = await ask(`${app.direct}${pathname}`, headers, new URLSearchParams({ link: mark }));
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
  await signIn(page, stack, newPerson().email);
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

test("PKCE protects the code unless it is switched off", async ({ openBrowser, page, stack }) => {
  await enter(page, stack);
  await goToConsent(page);
  expect(new URL(page.url()).searchParams.get("code_challenge_method")).toBe("S256");
  await approve(page);
  await seeConnected(page);

  const app = await stack.startAnotherApp({ RECEIPTHERO_PKCE: "off" });
  const other = await openBrowser({ baseURL: app.url });
  await enter(other, stack);
  await goToConsent(other);
  expect(new URL(other.url()).searchParams.has("code_challenge")).toBe(false);
  await approve(other);
  await seeConnected(other);
});
