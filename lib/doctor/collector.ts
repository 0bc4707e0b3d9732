import "server-only";
import { type Finding, fine, nameOf, warning } from "@/lib/doctor/finding";
import { env } from "@/lib/env";

/** How long the answer may take, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Asks the OpenTelemetry collector whether it is there, if there is one. It gets no spans and no header of ours. */
export async function examineCollector(): Promise<Finding[]> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env();
  if (endpoint === undefined) return [];
  const check = "trace collector";
  const advice = "Check OTEL_EXPORTER_OTLP_ENDPOINT and the network. Everything else works without traces.";
  try {
    const response = await fetch(`${endpoint}/v1/traces`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ resourceSpans: [] }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    // It may ask for the headers in OTEL_EXPORTER_OTLP_HEADERS, which only the exporter sends.
    if (response.ok || [401, 403].includes(response.status)) return [fine(check, "It answers.")];
    return [warning(check, `It responds with ${response.status}.`, advice)];
  } catch (error) {
    return [warning(check, `It does not answer (${nameOf(error)}).`, advice)];
  }
}
