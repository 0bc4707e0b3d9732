import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { readBody } from "@/lib/http/read-body";
import { type Endpoint, measureCall } from "@/lib/metrics/calls";
import { MAX_RESPONSE_BYTES } from "@/lib/size-limits";

/** Connection failures: nothing was sent, so a retry cannot repeat an effect. */
const NOTHING_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Pauses before the second and third attempt, in milliseconds. */
const PAUSES = [300, 1_000];

/**
 * Sends a request to ReceiptHero and reads the whole response. It follows no redirects, reads no more bytes than
 * allowed, and retries only while nothing was sent.
 * @param endpoint names the request in the metrics
 * @param deadline aborts everything, including reading
 * @param maxBytes the largest body that is read
 * @returns the response with its body in memory; 201 becomes 200 (some servers confuse them, RFC 6749 section 5.1)
 * @throws AppError `exchange_failed` for a body that is too large; otherwise any error of `fetch`
 */
export async function send(
  endpoint: Endpoint,
  url: string,
  init: RequestInit,
  deadline: AbortSignal,
  maxBytes = MAX_RESPONSE_BYTES,
): Promise<Response> {
  const response = await open(endpoint, url, init, deadline);
  const body = await readBody(response.body, maxBytes);
  if (!body) throw new AppError("exchange_failed", `ReceiptHero's answer is larger than ${maxBytes} bytes`);
  const status = response.status === 201 ? 200 : response.status;
  return new Response([204, 304].includes(status) ? null : body, { status, headers: response.headers });
}

/**
 * Sends a request as `send` does, and reads nothing of the body.
 * @param endpoint names the request in the metrics
 * @param deadline aborts everything, including reading the body
 * @throws any error of `fetch`
 */
export function open(endpoint: Endpoint, url: string, init: RequestInit, deadline: AbortSignal): Promise<Response> {
  return measureCall(
    endpoint,
    () => connect(url, { ...init, redirect: "manual", cache: "no-store", signal: deadline }),
    ({ status }) => status,
  );
}

/** Whether an error means that the deadline has passed. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === "TimeoutError" || isTimeout(error.cause));
}

async function connect(url: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
  for (const pause of PAUSES) {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (!nothingWasSent(error)) throw error;
    }
    await new Promise((resume) => setTimeout(resume, pause));
    init.signal.throwIfAborted();
  }
  return fetch(url, init);
}

function nothingWasSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && NOTHING_SENT.has(error.code)) return true;
  // For a host with several IP addresses, the error contains one failure per address.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(nothingWasSent);
  return nothingWasSent(error.cause);
}
