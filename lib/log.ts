import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";
import { AppError } from "@/lib/errors";

/**
 * The server's log: one JSON object a line on stdout. Callers log codes and ids; the redaction is a second line of
 * defence for an object that carries more than its caller thought.
 */
const SECRET_NAMES = [
  "access_token",
  "accessToken",
  "authorization",
  "clientSecret",
  "client_secret",
  "code",
  "codeVerifier",
  "code_verifier",
  "cookie",
  "password",
  "sealedToken",
  "secret",
  "sessionToken",
  "state",
  "token",
];

const currentRequest = new AsyncLocalStorage<string>();

export const log = pino({
  base: null,
  mixin: () => ({ requestId: currentRequest.getStore() }),
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
  serializers: { err: describeError },
});

/**
 * Answers a request and writes one line about it: never the query, which may hold a code or a state. Whatever is
 * logged meanwhile carries the same request id, which proxy.ts gave.
 */
export function withRequestLog(request: Request, answer: () => Promise<Response>): Promise<Response> {
  const started = performance.now();
  return currentRequest.run(request.headers.get("x-request-id") ?? "none", async () => {
    const response = await answer();
    const milliseconds = Math.round(performance.now() - started);
    log.info(
      { method: request.method, path: new URL(request.url).pathname, status: response.status, milliseconds },
      "answered",
    );
    return response;
  });
}

/**
 * What a log may say of an error: its name, code, message and, when nobody foresaw it, its stack. Its other properties
 * may hold a request, an answer or the arguments of a query.
 */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { message: "something that is not an Error was thrown" };
  const { name, message, stack } = error;
  // Not called `code`: that name is redacted, for authorization codes.
  if (error instanceof AppError) return { name, reason: error.code, message };
  return { name, reason: "code" in error ? String(error.code) : undefined, message, stack };
}
