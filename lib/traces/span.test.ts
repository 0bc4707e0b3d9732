import { context, propagation, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeEach, expect, test } from "vitest";
import { CleanExporter } from "@/lib/traces/clean-exporter";
import { currentTrace, inCurrentTrace, inSpan, inSpanOfJob } from "@/lib/traces/span";

const memory = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new CleanExporter(memory))] });
provider.register();
afterAll(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});
beforeEach(() => memory.reset());

const spans = () => memory.getFinishedSpans();
const traceIdOf = ({ traceparent = "" }: { traceparent?: string }) => traceparent.split("-")[1];

test("a job continues the trace that added it, and its own next step begins a new one", async () => {
  const added = await inSpan("request", {}, async () => currentTrace("import"));
  const [next, other] = await inSpanOfJob("import", { importId: "1", ...added }, async () => [
    currentTrace("import"),
    currentTrace("disconnect"),
  ]);
  const ids = spans().map((span) => span.spanContext().traceId);
  expect(ids).toEqual([traceIdOf(added), traceIdOf(added)]);
  expect(next).toEqual({});
  expect(traceIdOf(other ?? {})).toBe(traceIdOf(added));
});

test("work that runs later belongs to the trace in which it was asked for", async () => {
  const work = await inSpan("first", {}, async () => inCurrentTrace(async () => currentTrace("disconnect")));
  const found = await inSpan("second", {}, work);
  const first = spans().find(({ name }) => name === "first");
  expect(traceIdOf(found)).toBe(first?.spanContext().traceId);
});

test("a span keeps the attributes of a list, and an error tells nothing but that it happened", async () => {
  const attributes = { "http.target": "/callback?code=1", "http.method": "GET", "next.route": "/callback" };
  const failure = inSpan("GET /callback?code=1", attributes, async () => {
    trace.getActiveSpan()?.recordException(new TypeError("the code 1 is wrong"));
    trace.getActiveSpan()?.setStatus({ code: 2, message: "the code 1 is wrong" });
    throw new Error("the code 1 is wrong");
  });
  await expect(failure).rejects.toThrow();
  const [span] = spans();
  expect(span).toMatchObject({
    name: "GET /callback",
    attributes: { "http.method": "GET", "next.route": "/callback" },
    status: { code: 2 },
    events: [{ name: "exception", attributes: { "exception.type": "TypeError" } }],
  });
  expect(JSON.stringify([span?.name, span?.attributes, span?.status, span?.events])).not.toContain("code 1");
});

test("a span whose name holds a whole URL is not sent", async () => {
  await inSpan("fetch GET https://api.example.com/?token=1", { "next.span_type": "AppRender.fetch" }, async () => {});
  expect(spans()).toEqual([]);
});
