import { CONNECTIONS } from "../fixtures/business.ts";
import { approve, goToConsent, seeConnected } from "../fixtures/connect-by-hand.ts";
import { authorize } from "../fixtures/connect-over-http.ts";
import { en } from "../fixtures/messages.ts";
import { askHeaders } from "../fixtures/raw-request.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

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
      expect(await response.text()).toContain(en.refused.unreadable_address);
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
  await signUpDirectly(page, stack);
  await goToConsent(page, { notes: [["floor", "2"]] });
  await approve(page);
  await seeConnected(page);
  await page.getByRole("link", { name: en.app.back }).click();
  await page.waitForURL(CONNECTIONS);
  expect(complaints).toEqual([]);
});

test("the callback's answers go on without code and state, uncached and without a referrer", async ({
  context,
  stack,
}) => {
  await signUpDirectly(context, stack);
  const callback = await authorize(context);
  for (const _ of ["connected", "state_used"]) {
    const response = await context.request.get(callback.href, { maxRedirects: 0 });
    expect(response.status()).toBe(303);
    const { location = "", ...headers } = response.headers();
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(location).toMatch(/^http:\/\/localhost:\d+\/(connections\/[\w-]+\?outcome=connected|outcome\/state_used)$/);
  }
});

test("the server keeps an idle connection open longer than a balancer does", async ({ stack }) => {
  const { "keep-alive": keepAlive } = await askHeaders(`${stack.app.direct}/api/health`, { Connection: "keep-alive" });
  expect(keepAlive).toBe("timeout=75");
});
