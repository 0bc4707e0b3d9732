import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";
import { AppError } from "@/lib/errors/app-error";

/**
 * The server's log: one JSON object per line on stdout. Callers log codes and ids. The redaction is a second line of
 * defence for an object that contains more than its caller expected.
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

type RequestFacts = { requestId: string; userId: string | null; apiKeyId?: string };

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
 * Answers a request and logs one line about it. The line never contains the query, which may hold a code or a state.
 * Every line of this request has its id, and the user's id once it is known.
 * @param requestId what proxy.ts assigned, unless it left the request alone
 */
export function logRequest(
  request: Request,
  answer: () => Promise<Response>,
  requestId = request.headers.get("x-request-id") ?? "none",
): Promise<Response> {
  const started = performance.now();
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

/** The response status for an error: redirect() and notFound() throw errors whose digest ends in it. */
function thrownStatus(error: unknown): number {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : "";
  return Number(/^NEXT_.*;(\d{3});?$/.exec(digest)?.[1] ?? 500);
}

/** Adds the user to all further log lines of the current request. Outside a request it does nothing. */
export function nameUser(userId: string): void {
  const facts = currentRequest.getStore();
  if (facts) facts.userId = userId;
}

/** Adds the API key to all further log lines of the current request. */
export function nameApiKey(apiKeyId: string): void {
  const facts = currentRequest.getStore();
  if (facts) facts.apiKeyId = apiKeyId;
}

/** Whether the current request has a user already. */
export function isUserNamed(): boolean {
  return currentRequest.getStore()?.userId != null;
}

/**
 * The loggable parts of an error: its name, code and message, and the stack if the error is unexpected. Other
 * properties may contain a request, a response or the arguments of a query.
 */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { message: "something that is not an Error was thrown" };
  const { name, message, stack } = error;
  // Not named `code`: that name is redacted, because authorization codes use it.
  if (error instanceof AppError) return { name, reason: error.code, message };
  return { name, reason: "code" in error ? String(error.code) : undefined, message, stack };
}
