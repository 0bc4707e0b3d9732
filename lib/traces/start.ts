import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { context } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

/** How long the last spans may take, in milliseconds. */
const LAST_SPANS_MS = 2_000;

let provider: { shutdown(): Promise<void> } | null = null;

/**
 * Sends traces to the collector at OTEL_EXPORTER_OTLP_ENDPOINT from now on, if it is set. Call it once, before the
 * server accepts requests. Next, Prisma and `inSpan` make the spans. Without a collector the SDK is not loaded.
 */
export async function startTraces(): Promise<void> {
  const endpoint = env().OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return;
  const { exportTraces } = await import("@/lib/traces/export");
  provider = exportTraces(endpoint);
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
