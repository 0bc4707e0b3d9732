import { type IncomingHttpHeaders, request } from "node:http";
import {
  approve,
  approveAndKeep,
  askForLink,
  enter,
  goToConsent,
  newestLink,
  newUser,
  seeConnected,
  signIn,
} from "../fixtures/actions.ts";
import { en } from "../fixtures/messages.ts";
import { actionFields, type HandMadeField, postByHand } from "../fixtures/raw-form-post.ts";
import { expect, test } from "../fixtures/test.ts";

const HTTPS_URL = "https://connect.example.com";

type Asked = { status: number | undefined; headers: IncomingHttpHeaders };

/** Sends a request with any headers, even those that fetch forbids, and follows no redirect. */
function askFor(url: string, headers: Record<string, string>, form?: URLSearchParams): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const type = form && { "Content-Type": "application/x-www-form-urlencoded" };
    const asked = request(url, { method: form ? "POST" : "GET", headers: { ...headers, ...type } }, (response) => {
      response.resume().once("end", () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    asked.once("error", reject).end(form?.toString());
  });
}

/** The headers of the response. */
async function ask(url: string, headers: Record<string, string>, form?: URLSearchParams): Promise<IncomingHttpHeaders> {
  return (await askFor(url, headers, form)).headers;
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
  for (const scheme of ["http", "https"]) {
    test(`an address that nobody can read, ${path}, is one of nothing behind a proxy with ${scheme}`, async ({
      stack,
    }) => {
      const response = await fetch(`${stack.app.url}${path}`, { headers: { "X-Forwarded-Proto": scheme } });
      expect(response.status).toBe(404);
      expect(response.headers.get("x-request-id")).toBeTruthy();
      expect(await response.text()).toContain(en.errors.refused.unreadable_address);
      expect(stack.app.log()).not.toContain("Failed to proxy");
    });
  }
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
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
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

test("URLs come from APP_URL with any Host header", async ({ page, stack }) => {
  const app = await stack.startAnotherApp({ APP_URL: HTTPS_URL });
  await enter(page, stack);
  const session = (await page.context().cookies()).map(({ name, value }) => `__Host-${name}=${value}`).join("; ");
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
        const { location = "" } = await ask(`${app.direct}${path}`, { ...evil, Cookie }, form);
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

test("the server keeps an idle connection open longer than a balancer does", async ({ stack }) => {
  const { "keep-alive": keepAlive } = await ask(`${stack.app.direct}/api/health`, { Connection: "keep-alive" });
  expect(keepAlive).toBe("timeout=75");
});

const foreign: [what: string, headers: Record<string, string>][] = [
  ["another site", { Origin: "https://evil.example" }],
  ["another port of this host", { Origin: "http://localhost:1" }],
  ["a page without an origin", { Origin: "null" }],
  ["an origin that is no address", { Origin: "http://" }],
  ["another site, whose Origin was removed on the way", { "Sec-Fetch-Site": "cross-site" }],
  ["a neighbour, whose Origin was removed on the way", { "Sec-Fetch-Site": "same-site" }],
];
for (const [what, headers] of foreign) {
  test(`a form from ${what} is refused with 403 and a page that says so`, async ({ page, stack }) => {
    const { email } = newUser();
    const fields = [...(await actionFields(page, "/sign-in")), ["email", email] satisfies HandMadeField];
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, String(value));
    const all = { Accept: "text/html", "X-Forwarded-Host": "evil.example", ...headers };
    const response = await fetch(`${stack.app.url}/sign-in`, { method: "POST", headers: all, body });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain(en.errors.refused.title);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(await stack.sandbox.mailsTo(email)).toEqual([]);
  });
}

test("a form that says nothing of where it came from is a program's, and accepted", async ({ page, stack }) => {
  const { email } = newUser();
  const fields = [...(await actionFields(page, "/sign-in")), ["email", email] satisfies HandMadeField];
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, String(value));
  const response = await fetch(`${stack.app.url}/sign-in`, { method: "POST", body, redirect: "manual" });
  expect(response.status).toBe(303);
  expect(await stack.sandbox.mailsTo(email)).toHaveLength(1);
});

test("a page that was opened at another name of this machine says so when its form is sent", async ({
  openBrowser,
  stack,
}) => {
  const page = await openBrowser({ baseURL: stack.app.url.replace("localhost", "127.0.0.1") });
  await page.goto("/sign-in");
  await page.getByLabel(en.signIn.email).fill(newUser().email);
  await page.getByRole("button", { name: en.signIn.submit }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.refused.title);
});

test("a sign-in link leads to APP_URL with any Host header", async ({ page, stack }) => {
  const { email } = newUser();
  const evil = { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" };
  const response = await postByHand(page, stack, "/sign-in", [["email", email]], evil);
  expect(response.headers().location ?? "").not.toContain("evil.example");
  const mails = await stack.sandbox.mailsTo(email);
  expect(mails).toHaveLength(1);
  for (const mail of mails) {
    expect(mail.text + mail.html).not.toContain("evil.example");
    expect(mail.links[0]).toMatch(new RegExp(`^${stack.app.url}/`));
  }
});

test("under https cookies are the host's own and secure, and browsers are told to stay", async ({ page, stack }) => {
  const app = await stack.startAnotherApp({ APP_URL: HTTPS_URL });
  const { email } = newUser();
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
  await signIn(page, stack, newUser().email);
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
