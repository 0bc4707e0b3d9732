import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { lineOf } from "../../test/import-lines.ts";
import { addApiKey } from "../fixtures/api.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { expect, test } from "../fixtures/test.ts";
import { addEndpoint, happen, withReceivers } from "../fixtures/webhooks.ts";

/** The readiness of a server: the status and the reason, or `refused` because it takes no more connections. */
const readiness = (url: string) =>
  fetch(`${url}/api/ready`).then(
    async (response) => [response.status, (await response.json()).status],
    () => "refused",
  );

test("a server that is told to end says so, and answers until load balancers know", async ({ stack }) => {
  await withServerOfItsOwn(stack, async ({ app }) => {
    const agent = new Agent({ keepAlive: true });
    const ask = async (path: string) => {
      const [response]: IncomingMessage[] = await once(request(`${app.direct}${path}`, { agent }).end(), "response");
      return response?.resume();
    };
    expect((await ask("/api/ready"))?.statusCode).toBe(200);
    const ended = app.end();
    const both = async () => {
      const [ready, page] = await Promise.all([readiness(app.direct), ask("/sign-in")]);
      return [ready, page?.statusCode, page?.headers.connection];
    };
    await expect.poll(both, { intervals: [50] }).toEqual([[503, "stopping"], 200, "close"]);
    // It waits for no connection that the agent keeps.
    await ended;
    expect(await readiness(app.direct)).toBe("refused");
    agent.destroy();
  });
});

for (const [signal, then] of [
  ["SIGTERM", [503, "stopping"]],
  ["SIGINT", "refused"],
] as const) {
  test(`a server that gets ${signal} finishes the request that is running`, async ({ stack }) => {
    await withServerOfItsOwn(stack, async (alone) => {
      const { app } = alone;
      const upload = request(`${app.direct}/api/v1/imports`, {
        method: "POST",
        headers: {
          "Content-Type": "application/x-ndjson",
          Authorization: `Bearer ${await addApiKey(alone, ["connections:write"])}`,
        },
      });
      upload.write(`${JSON.stringify(lineOf())}\n`);
      await expect.poll(() => alone.database.rows(`SELECT 1 FROM "Import"`), { intervals: [50] }).toHaveLength(1);
      const ended = app.end(signal);
      await expect.poll(() => readiness(app.direct), { intervals: [50] }).toEqual(then);
      upload.end();
      const [response]: IncomingMessage[] = await once(upload, "response");
      expect(response?.statusCode).toBe(202);
      response?.resume();
      await ended;
    });
  });
}

test("a server that is told to end records the delivery that is running, and gives its endpoint back", async ({
  stack,
}) => {
  await withReceivers(1, async (receiver) => {
    if (!receiver) throw new Error("a receiver is needed");
    let answer = () => {};
    receiver.answer((response) => {
      answer = () => response.end();
    });
    await withServerOfItsOwn(stack, async (alone) => {
      const { app, database } = alone;
      await addEndpoint(alone, receiver.url);
      await happen(alone);
      await expect.poll(() => receiver.arrivals.length).toBe(1);
      const ended = app.end("SIGINT");
      await expect.poll(() => readiness(app.direct), { intervals: [50] }).toBe("refused");
      answer();
      await ended;
      const state = `SELECT d.state, d.attempts, w."leasedUntil" FROM "WebhookEndpoint" w JOIN "EventDelivery" d ON d."endpointId" = w.id`;
      expect(await database.rows(state)).toEqual([{ state: "DELIVERED", attempts: 1, leasedUntil: null }]);
    });
  });
});
