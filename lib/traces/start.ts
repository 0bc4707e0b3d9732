import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { context, DiagLogLevel, diag } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { PrismaInstrumentation } from "@prisma/instrumentation";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { CleanExporter } from "@/lib/traces/clean-exporter";

/** How long the last spans may take, in milliseconds. */
const LAST_SPANS_MS = 2_000;

/** How much of the SDK's message is logged, in characters: it may contain all that the collector answered. */
const MESSAGE_LENGTH = 300;

let provider: NodeTracerProvider | null = null;

/**
 * Sends traces to the collector at OTEL_EXPORTER_OTLP_ENDPOINT from now on, if it is set. Call it once, before the
 * server accepts requests. Next, Prisma and `inSpan` make the spans. The SDK reads OTEL_SERVICE_NAME,
 * OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER and OTEL_EXPORTER_OTLP_HEADERS itself (OpenTelemetry specification,
 * "Environment Variable Specification").
 */
export function startTraces(): void {
  const endpoint = env().OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return;
  const report = (message: string) => log.warn({ otel: message.slice(0, MESSAGE_LENGTH) }, "traces could not be sent");
  const ignore = () => {};
  diag.setLogger(
    { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN },
  );
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "receipthero-connect" }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new CleanExporter(exporter))],
  });
  provider.register();
  new PrismaInstrumentation().enable();
}

/** Sends the last spans, for two seconds at most: a collector that is down must not delay the end of the server. */
export async function finishTraces(): Promise<void> {
  const sent = provider
    ?.shutdown()
    .catch((error: unknown) => log.warn({ err: error }, "the last traces were not sent"));
  await Promise.race([sent, pause(LAST_SPANS_MS, undefined, { ref: false })]);
}

/** Runs work that no request and no job needs, such as the sweep, and records no spans of it. */
export function withoutTraces<Result>(work: () => Result): Result {
  return context.with(suppressTracing(context.active()), work);
}
