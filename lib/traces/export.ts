import "server-only";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { PrismaInstrumentation } from "@prisma/instrumentation";
import { log } from "@/lib/log";
import { CleanExporter } from "@/lib/traces/clean-exporter";

/** How much of the SDK's message is logged, in characters: it may contain all that the collector answered. */
const MESSAGE_LENGTH = 300;

/**
 * Sends traces to a collector from now on. The SDK reads OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER
 * and OTEL_EXPORTER_OTLP_HEADERS itself (OpenTelemetry specification, "Environment Variable Specification").
 * @param endpoint the collector's URL
 */
export function exportTraces(endpoint: string): NodeTracerProvider {
  const report = (message: string) => log.warn({ otel: message.slice(0, MESSAGE_LENGTH) }, "traces could not be sent");
  const ignore = () => {};
  diag.setLogger(
    { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN },
  );
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "receipthero-connect" }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new CleanExporter(exporter))],
  });
  provider.register();
  new PrismaInstrumentation().enable();
  return provider;
}
