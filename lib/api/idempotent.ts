import "server-only";
import { createHash, type Hash } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { RefusedError } from "@/lib/api/refused-error";
import { type ClaimedCall, claimCall } from "@/lib/idempotent-calls/claim";
import { keepAnswer, releaseCall } from "@/lib/idempotent-calls/finish";
import type { Answer } from "@/lib/idempotent-calls/sealed-answer";
import { log } from "@/lib/log";
import type { ApiKey } from "@/lib/principal";

const HEADER = "Idempotency-Key";
const MAX_LENGTH = 255;

/** Most calls end within a second. */
const RETRY_AFTER_SECONDS = 1;

/** Refusals that do not depend on what the request asks, or of a body that did not arrive whole. A repetition may succeed, so none is kept. */
const PASSING = new Set([401, 403, 408, 415, 429]);

/** The header of every POST, for the document. */
export const idempotencyHeaders = z.object({
  [HEADER]: z
    .string()
    .min(1)
    .max(MAX_LENGTH)
    .regex(/^[ -~]*$/)
    .optional()
    .describe(
      "A random text that you choose for each new request, such as a UUID. If you repeat the same request with it within 24 hours, you get the first response again, with the header `Idempotent-Replayed: true`, and nothing is done twice.",
    ),
});

/** A handler of a POST gives the row that it creates this ID. A call that is repeated after a crash has the same. */
type Result = { key: ApiKey; resultId: string };

/**
 * Runs a call with an `Idempotency-Key` once, and answers a repetition with the same bytes. It runs after `permit`.
 * @returns a middleware that sets `resultId`
 */
export function idempotent(operationId: string) {
  return createMiddleware<{ Variables: Result }>(async (context, next) => {
    const idempotencyKey = readHeader(context);
    if (idempotencyKey === undefined) {
      context.set("resultId", crypto.randomUUID());
      return await next();
    }
    const hash = hashOfRequest(context).update(Buffer.from(await context.req.arrayBuffer()));
    const claim = await claimOrAnswer(context, context.get("key"), idempotencyKey, operationId, hash.digest("hex"));
    if (claim instanceof Response) return claim;
    context.set("resultId", claim.resultId);
    await next();
    await finish(claim, context.res.clone());
  });
}

/**
 * As `resultId`, for a handler that reads the body as it arrives. It is called once the whole body has arrived, and
 * before its effect.
 * @param requestHash the digest of `hashOfRequest` with the body
 * @returns the ID, or the answer to an earlier call with the same request
 * @throws RefusedError
 */
export type ClaimResult = (requestHash: string) => Promise<string | Response>;

/**
 * As `idempotent`, for a body of any size, which the handler reads itself.
 * @returns a middleware that sets `claimResult`
 */
export function idempotentStream(operationId: string) {
  return createMiddleware<{ Variables: { key: ApiKey; claimResult: ClaimResult } }>(async (context, next) => {
    const idempotencyKey = readHeader(context);
    let claimed: ClaimedCall | null = null;
    context.set("claimResult", async (requestHash) => {
      if (idempotencyKey === undefined) return crypto.randomUUID();
      const claim = await claimOrAnswer(context, context.get("key"), idempotencyKey, operationId, requestHash);
      if (claim instanceof Response) return claim;
      claimed = claim;
      return claim.resultId;
    });
    await next();
    if (claimed) await finish(claimed, context.res.clone());
  });
}

/** @returns the call, or the answer to an earlier one */
async function claimOrAnswer(
  context: Context,
  key: ApiKey,
  idempotencyKey: string,
  operationId: string,
  requestHash: string,
): Promise<ClaimedCall | Response> {
  const claim = await claimCall(key, idempotencyKey, operationId, requestHash).catch((error) => {
    log.error({ err: error }, "an idempotent call could not be claimed");
    throw new RefusedError("storage_unavailable");
  });
  if (claim.as === "reused") throw new RefusedError("idempotency_key_reused");
  if (claim.as === "in_progress") {
    context.header("Retry-After", String(RETRY_AFTER_SECONDS));
    throw new RefusedError("idempotency_in_progress");
  }
  return claim.as === "answered" ? replay(context, claim.answer) : claim.call;
}

function readHeader(context: Context): string | undefined {
  const parsed = idempotencyHeaders.safeParse({ [HEADER]: context.req.header(HEADER) });
  if (parsed.success) return parsed.data[HEADER];
  const errors = parsed.error.issues.map(({ message }) => ({ at: `header.${HEADER}`, message }));
  throw new RefusedError("malformed_request", { errors });
}

/** A hash of everything that a request says but its body, to which the body is added. */
export function hashOfRequest({ req }: Context): Hash {
  const { pathname, search } = new URL(req.url);
  return createHash("sha256").update(`${pathname}${search}\n`);
}

function replay(context: Context, { status, type, body }: Answer): Response {
  context.header("Idempotent-Replayed", "true");
  if (type) context.header("Content-Type", type);
  return context.body(body, status as ContentfulStatusCode);
}

/** The call has had its effect, so a failure to store the answer does not change the answer. */
async function finish(call: ClaimedCall, response: Response): Promise<void> {
  const { status, headers } = response;
  const isKept = status < 500 && !PASSING.has(status);
  const finished = isKept
    ? response.text().then((body) => keepAnswer(call, { status, type: headers.get("Content-Type"), body }))
    : releaseCall(call);
  await finished.catch((error: unknown) => log.error({ err: error }, "the answer to an idempotent call is not kept"));
}
