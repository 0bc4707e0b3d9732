import "server-only";
import { env } from "@/lib/env";
import { appendSocketAddresses } from "@/lib/http/server/append-socket-address";
import { dropForeignTraces } from "@/lib/http/server/drop-foreign-traces";
import { limitRequestTime } from "@/lib/http/server/limit-request-time";
import { markRefused } from "@/lib/http/server/mark-refused";
import { serveChecksOnly } from "@/lib/http/server/serve-checks-only";

/**
 * Takes from each request what must not reach Next. Call it once, before the server listens: Next calls instrumentation.ts
 * when requests may have arrived already.
 */
export function guardRequests(): void {
  if (env().ROLE === "worker") serveChecksOnly();
  markRefused();
  appendSocketAddresses();
  dropForeignTraces();
  limitRequestTime();
}
