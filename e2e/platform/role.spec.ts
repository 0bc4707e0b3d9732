import { artefactIn } from "../fixtures/artefact.ts";
import { connect, disconnect } from "../fixtures/connect-over-http.ts";
import { makeJobDue, onlyConnectionOf, untilDisconnected } from "../fixtures/disconnecting.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { root } from "../fixtures/program.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a worker does the jobs of a web server, and serves nothing but the checks", async ({ openContext, stack }) => {
  await withServerOfItsOwn(
    stack,
    async (web) => {
      const merchant = await openContext({ baseURL: web.app.url });
      const user = await signUpDirectly(merchant, web);
      const receiptheroId = await connect(merchant);
      await web.sandbox.setFault("revoke", "503");
      await disconnect(merchant, receiptheroId);
      await web.sandbox.clearFaults();
      await makeJobDue(web, receiptheroId);
      expect(await onlyConnectionOf(web, user)).toMatchObject({ status: "DISCONNECTING" });

      const worker = await stack.startAnotherApp({ ROLE: "worker", DATABASE_URL: web.database.url });
      await untilDisconnected(web, user);
      const ask = async (path: string, init?: RequestInit) => (await fetch(worker.url + path, init)).status;
      expect([await ask("/api/health"), await ask("/api/ready")]).toEqual([200, 200]);
      for (const path of ["/", "/sign-in", "/api/v1/connections", "/connect.js", "/_next/static/nothing.js"]) {
        expect(await ask(path, { redirect: "manual" }), path).toBe(404);
      }
      expect(await ask("/api/receipthero/webhook", { method: "POST", body: "{}" })).toBe(404);
      expect(await ask("/api/v1/imports", { method: "POST", body: "{}" })).toBe(404);
    },
    { ROLE: "web" },
  );
});

test("a worker serves nothing but the checks from its first moment on", async ({ stack }) => {
  const statuses = new Set<number>();
  let isReady = false;
  // From when it listens, requests wait in it until it has started. One at a time would miss that moment.
  const ask = async (url: string) => {
    while (!isReady) {
      const response = await fetch(`${url}/sign-in`, { redirect: "manual" }).catch(() => null);
      if (response) statuses.add(response.status);
    }
  };
  let asked: Promise<unknown> = Promise.resolve();
  const worker = await stack.startAnotherApp({ ROLE: "worker" }, (args, settings) => {
    asked = Promise.all(Array.from({ length: 20 }, () => ask(`http://127.0.0.1:${settings.PORT}`)));
    return artefactIn(root)(args, settings);
  });
  isReady = true;
  await asked;
  await worker.end("SIGINT");
  expect([...statuses]).toEqual([404]);
});
