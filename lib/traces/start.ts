import "server-only";
import { context, DiagLogLevel, diag } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { PrismaInstrumentation } from "@prisma/instrumentation";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { CleanExporter } from "@/lib/traces/clean-exporter";

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
  const report = (message: string) => log.warn({ otel: message }, "traces could not be sent");
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

/** Sends the last spans. Does nothing without a collector. */
export async function finishTraces(): Promise<void> {
  await provider?.shutdown();
}

/** Runs work that no request and no job needs, such as the sweep, and records no spans of it. */
export function withoutTraces<Result>(work: () => Result): Result {
  return context.with(suppressTracing(context.active()), work);
}
