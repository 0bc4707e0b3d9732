import { randomBytes } from "node:crypto";
import { type Collector, type Span, startCollector } from "../fixtures/collector.ts";
import { authorize, connect, followRedirect } from "../fixtures/connect-over-http.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test("a request, its call to ReceiptHero, its transaction and its jobs are one trace without secrets", async ({
  openContext,
  stack,
}) => {
  const password = randomBytes(12).toString("hex");
  await withCollector(stack, { OTEL_EXPORTER_OTLP_HEADERS: `authorization=${password}` }, async (alone, collector) => {
    const context = await openContext({ baseURL: alone.app.url });
    await signUpDirectly(context, alone);
    const receiptheroId = await connect(context);
    const failed = await authorize(context);
    failed.searchParams.set("code", "an-invented-code");
    await followRedirect(context, failed);
    // The trace of a stranger is not continued, and cannot keep the request from being recorded.
    const foreign = `00-${"ab".repeat(16)}-${"cd".repeat(8)}-00`;
    await fetch(`${alone.app.url}/sign-in`, { headers: { traceparent: foreign, tracestate: "a=anna@example.com" } });
    expect(await stack.sandbox.notify({ type: "oauth_authorization_revoke", receipthero_id: receiptheroId })).toBe(200);

    const callback = await findTrace(collector, "GET /api/receipthero/callback", "database statement");
    expect(callback.map(({ name }) => name)).toContain("receipthero token");
    const webhook = await findTrace(collector, "POST /api/receipthero/webhook", "job send-disconnected-mail");
    expect(new Set(webhook.map(({ traceId }) => traceId)).size).toBe(1);

    await findTrace(collector, "GET /sign-in", "render route (app) /sign-in");

    const sent = collector.bodies();
    expect(sent).not.toContain("ab".repeat(16));
    expect(sent).not.toContain("an-invented-code");
    expect(sent).not.toContain("code=");
    expect(sent).not.toContain("@example.com");
    expect(await stack.findLeaks([{ name: "the collector's password", value: password }], sent)).toEqual([]);
  });
});

test("a collector that does not answer delays no request, and the log says that traces are lost", async ({
  openContext,
  stack,
}) => {
  const gone = await startCollector();
  gone.stop();
  await withServerOfItsOwn(
    stack,
    async (alone) => {
      const context = await openContext({ baseURL: alone.app.url });
      await signUpDirectly(context, alone);
      await connect(context);
      await expect.poll(() => alone.app.log()).toContain("traces could not be sent");
    },
    { OTEL_EXPORTER_OTLP_ENDPOINT: gone.url, ...AT_ONCE },
  );
});

/** Spans leave the process after 50 ms and not after 5 s. */
const AT_ONCE = { OTEL_BSP_SCHEDULE_DELAY: "50" };

async function withCollector(
  stack: Stack,
  settings: Record<string, string>,
  journey: (alone: Stack, collector: Collector) => Promise<void>,
): Promise<void> {
  const collector = await startCollector();
  const all = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...AT_ONCE, ...settings };
  try {
    await withServerOfItsOwn(stack, (alone) => journey(alone, collector), all);
  } finally {
    collector.stop();
  }
}

/** Waits for the trace that begins with one span and has the other. */
async function findTrace(collector: Collector, first: string, other: string): Promise<Span[]> {
  const find = () => {
    const traces = Map.groupBy(collector.spans(), ({ traceId }) => traceId);
    const has = (spans: Span[], wanted: string) => spans.some(({ name }) => name === wanted);
    return [...traces.values()].find((spans) => has(spans, first) && has(spans, other));
  };
  await expect.poll(() => find()?.length ?? collector.spans().map(({ name }) => name)).toBeGreaterThan(2);
  return find() ?? [];
}
