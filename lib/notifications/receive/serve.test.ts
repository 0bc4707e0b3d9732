import { beforeEach, describe, expect } from "vitest";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { ask, READY, useEntry } from "@/test/webhook";

let database: TestDatabase;
test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "Notification"`);
});

describe("a server that answers deliveries itself", () => {
  useEntry("the server");

  test.each(["/api/receipthero/webhook/", "/api/receipthero/webhook?a=b", "/api/receipthero/webhook/?a=b"])(
    "takes a delivery to %s",
    async (path) => {
      expect((await ask(path, { body: JSON.stringify(READY) })).status).toBe(200);
    },
  );

  test.each([
    ["GET", "/api/receipthero/webhook"],
    ["HEAD", "/api/receipthero/webhook"],
    ["PUT", "/api/receipthero/webhook"],
    ["POST", "/api/receipthero/webhooks"],
    ["POST", "/api/receipthero/webhook/more"],
    ["POST", "/api/receipthero"],
    ["POST", "/?/api/receipthero/webhook"],
  ])("leaves %s %s to the others", async (method, path) => {
    expect((await ask(path, { method })).status).toBe(404);
    const { rows } = await database.client.query(`SELECT FROM "Notification"`);
    expect(rows).toEqual([]);
  });
});
