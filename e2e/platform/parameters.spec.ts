import { request } from "node:http";
import { en, formatMessage } from "../fixtures/messages.ts";
import { expect, test } from "../fixtures/test.ts";

const query = (parameters: number) => Array<string>(parameters).fill("a").join("&");

test("an address with more than 120 parameters is answered with 400 and a reason", async ({ stack }) => {
  for (const path of ["/sign-in", "/", "/nothing", "/api/health", "/api/auth/providers"]) {
    const response = await fetch(`${stack.app.direct}${path}?${query(121)}`, { redirect: "manual" });
    expect(response.status, path).toBe(400);
    const text = formatMessage(en.refused.too_many_parameters, { parameters: 120 });
    expect(await response.text()).toBe(`${text} (too_many_parameters)\n`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": expect.stringContaining("default-src 'self'"),
      "x-request-id": expect.any(String),
    });
  }
});

test("users see a page that says why their address was not read", async ({ openBrowser }) => {
  const page = await openBrowser({ javaScriptEnabled: false, viewport: { width: 390, height: 700 } });
  await page.goto(`/sign-in?${query(121)}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(en.errors.refusedTitle);
  await expect(page.getByText(formatMessage(en.refused.too_many_parameters, { parameters: 120 }))).toBeVisible();
  await expect(page.getByText("too_many_parameters")).toBeVisible();
});

test("a URL with 120 parameters is read, even if the client sets the mark of a refusal", async ({ stack }) => {
  const ask = async (parameters: number) => {
    const headers = { "X-Refused": "too_many_parameters" };
    return (await fetch(`${stack.app.direct}/sign-in?${query(parameters)}`, { headers })).status;
  };
  expect([await ask(120), await ask(0), await ask(121)]).toEqual([200, 200, 400]);
});

test("a request to upgrade is answered as any other, and its address is counted too", async ({ stack }) => {
  const ask = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { Connection: "Upgrade", Upgrade: "websocket" };
      const asked = request(`${stack.app.direct}${path}`, { headers }, (response) => {
        response.resume().once("end", () => resolve(response.statusCode));
      });
      asked.once("error", reject).end();
    });
  expect([await ask("/sign-in"), await ask(`/sign-in?${query(121)}`)]).toEqual([200, 400]);
});

test("a notification is taken, however many parameters its address has", async ({ stack }) => {
  const response = await fetch(`${stack.app.direct}/api/receipthero/webhook?${query(121)}`, {
    method: "POST",
    headers: { Authorization: `Token ${stack.webhookKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ notification_type: "parameters", receipthero_id: "parameters" }),
  });
  expect(response.status).toBe(200);
});
