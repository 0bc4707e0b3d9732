import { request } from "node:http";
import { apiPermissions } from "../../lib/principal.ts";
import { addApiKey, callApi } from "../fixtures/api.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import { actionsInTheCode } from "../fixtures/route-inventory.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

/** Sends the beginning of a body, and disconnects after the server has answered another request. */
async function breakOff(stack: Stack, path: string, headers: Record<string, string>): Promise<void> {
  const sending = request(`${stack.app.direct}${path}`, {
    method: "POST",
    headers: { ...headers, "Content-Length": 900 },
  });
  const closed = new Promise((resolve) => sending.on("error", () => {}).once("close", resolve));
  sending.write("{");
  await callApi(stack, "/openapi.json");
  sending.destroy();
  await closed;
}

test("a client that breaks off a POST is no error of the server's", async ({ stack }) => {
  const { cookies } = await createAccessFixture(stack);
  const key = await addApiKey(stack, apiPermissions);
  const [action] = actionsInTheCode().filter(({ name }) => name === "changeProfileAction");
  const ours = { Origin: stack.app.url, Host: new URL(stack.app.url).host };
  const json = { ...ours, "Content-Type": "application/json" };
  const call = { ...json, Authorization: `Bearer ${key}` };
  const form = { ...ours, "Content-Type": "multipart/form-data; boundary=x", Cookie: cookies.admin };
  const logged = stack.app.log().length;
  await breakOff(stack, "/api/v1/connect-sessions", call);
  await breakOff(stack, "/api/v1/connect-sessions", { ...call, "Idempotency-Key": "k" });
  await breakOff(stack, "/api/v1/imports", { ...call, "Content-Type": "application/x-ndjson" });
  await breakOff(stack, "/api/receipthero/webhook", { ...json, Authorization: `Token ${stack.webhookKey}` });
  await breakOff(stack, "/admin/imports/upload", form);
  await breakOff(stack, "/admin/imports/new", form);
  await breakOff(stack, "/settings/profile", { ...form, Cookie: cookies.owner, "Next-Action": action?.id ?? "" });
  const since = () => stack.app.log().slice(logged);
  await expect.poll(() => since().match(/a client disconnected before/g)?.length ?? 0).toBeGreaterThan(1);
  expect((await callApi(stack, "/connections", { key })).status).toBe(200);
  expect(
    since()
      .split("\n")
      .filter((line) => /"level":"error"|^\s+at |ECONNRESET/.test(line)),
  ).toEqual([]);
});
