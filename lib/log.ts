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

type RequestFacts = { requestId: string; userId: string | null };

const currentRequest = new AsyncLocalStorage<RequestFacts>();

export const log = pino({
  base: null,
  mixin: () => ({ ...currentRequest.getStore() }),
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
  serializers: { err: describeError },
});

/**
 * Answers a request and logs one line about it. The line never holds the query, which may carry a code or a state. Every
 * line of this request carries its id, which proxy.ts gave, and the user's id once it is known.
 */
export function logRequest(request: Request, answer: () => Promise<Response>): Promise<Response> {
  const started = performance.now();
  const requestId = request.headers.get("x-request-id") ?? "none";
  const noteAnswer = (status: number) => {
    const milliseconds = Math.round(performance.now() - started);
    log.info({ method: request.method, path: new URL(request.url).pathname, status, milliseconds }, "answered");
  };
  return currentRequest.run({ requestId, userId: null }, async () => {
    try {
      const response = await answer();
      noteAnswer(response.status);
      return response;
    } catch (error) {
      noteAnswer(thrownStatus(error));
      throw error;
    }
  });
}

/** The status that Next answers an error with: redirect() and notFound() throw errors whose digest ends in it. */
function thrownStatus(error: unknown): number {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : "";
  return Number(/^NEXT_.*;(\d{3});?$/.exec(digest)?.[1] ?? 500);
}

/** Names the user of the request that is being answered in all its further lines. Outside a request it does nothing. */
export function nameUser(userId: string): void {
  const facts = currentRequest.getStore();
  if (facts) facts.userId = userId;
}

/** Whether the request that is being answered has a user already. */
export function isUserNamed(): boolean {
  return currentRequest.getStore()?.userId != null;
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
