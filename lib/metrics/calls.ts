import "server-only";
import { Histogram } from "prom-client";
import { metric } from "@/lib/metrics/metric";
import { inSpan } from "@/lib/traces/span";

/** The request to ReceiptHero. */
export type Endpoint = "token" | "revoke" | "receipt" | "outgoing_receipt";

const calls = metric(
  "rhc_receipthero_request_seconds",
  (name) =>
    new Histogram({
      name,
      help: "Requests to ReceiptHero until the answer began, in seconds. The status is none when no answer came.",
      labelNames: ["endpoint", "status"],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    }),
);

/**
 * Measures a request to ReceiptHero, and records a span of it.
 * @param call sends it
 * @param statusOf the status of its answer, or null when there was none
 */
export async function measureCall<Answer>(
  endpoint: Endpoint,
  call: () => Promise<Answer>,
  statusOf: (answer: Answer) => number | null,
): Promise<Answer> {
  const end = calls.startTimer({ endpoint });
  try {
    const answer = await inSpan(`receipthero ${endpoint}`, { "receipthero.endpoint": endpoint }, call, (answer) => ({
      "receipthero.status": statusOf(answer) ?? "none",
    }));
    end({ status: statusOf(answer) ?? "none" });
    return answer;
  } catch (error) {
    end({ status: "none" });
    throw error;
  }
}
