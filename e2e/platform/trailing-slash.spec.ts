import { CONNECTIONS } from "../fixtures/business.ts";
import { connect } from "../fixtures/connect-over-http.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a notification to the webhook's address with a slash at its end is taken, and not redirected", async ({
  context,
  stack,
}) => {
  await signUpDirectly(context, stack);
  const id = await connect(context);
  for (const [index, address] of ["webhook", "webhook/"].entries()) {
    const response = await fetch(`${stack.app.url}/api/receipthero/${address}`, {
      method: "POST",
      headers: { Authorization: `Token ${stack.webhookKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({
        notification_type: "receipt_notification",
        receipthero_id: id,
        receipt_id: `r-${index}`,
      }),
      redirect: "manual",
    });
    expect(response.ok).toBe(true);
    expect(await response.text()).toBe("");
  }
  expect(
    await stack.database.rows(
      `SELECT "receiptId" FROM "Notification" WHERE "receiptheroId" = $1 ORDER BY "firstReceivedAt"`,
      [id],
    ),
  ).toEqual([{ receiptId: "r-0" }, { receiptId: "r-1" }]);
});

test("other addresses with a slash at the end lead to the same address without it, with method and query", async ({
  page,
  stack,
}) => {
  await signUpDirectly(page, stack);
  const seen = async (path: string, method = "GET") => {
    const response = await fetch(`${stack.app.url}${path}`, { method, redirect: "manual" });
    const location = response.headers.get("location");
    return [response.status, location && new URL(location, stack.app.url).href];
  };
  const { url } = stack.app;
  expect(await seen("/connections/?a=1&b=%2F")).toEqual([308, `${url}/connections?a=1&b=%2F`]);
  expect(await seen("/sign-in/", "POST")).toEqual([308, `${url}/sign-in`]);
  expect(await seen("/api/health/")).toEqual([308, `${url}/api/health`]);

  await page.goto("/connections/");
  await page.waitForURL(CONNECTIONS);
});

test("an address that begins with two slashes leads to no other site", async ({ stack }) => {
  for (const path of ["//evil.example/", "/\\evil.example/", "//evil.example/%2e%2e/", "///evil.example//"]) {
    // Not through the gateway, which reads such a URL as one of another host.
    const response = await fetch(`${stack.app.direct}${path}`, { redirect: "manual" });
    const location = response.headers.get("location");
    if (location) {
      expect(location, path).not.toMatch(/^[/\\]{2}/);
      expect([stack.app.url, stack.app.direct], path).toContain(new URL(location, stack.app.direct).origin);
    } else {
      expect(response.status, path).toBe(404);
    }
  }
});
