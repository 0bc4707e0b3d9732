import "server-only";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { getPath } from "hono/utils/url";
import type { z } from "zod";
import { describeApi, KEY_SCHEME } from "@/lib/api/document";
import { RefusedError } from "@/lib/api/refused-error";
import { connectSessions } from "@/lib/api/routes/connect-sessions";
import { connectionChanges } from "@/lib/api/routes/connection-changes";
import { connections } from "@/lib/api/routes/connections";
import { events } from "@/lib/api/routes/events";
import { imports } from "@/lib/api/routes/imports";
import { merchants } from "@/lib/api/routes/merchants";
import { outgoingReceipts } from "@/lib/api/routes/outgoing-receipts";
import { receipts } from "@/lib/api/routes/receipts";
import { webhookEndpoints } from "@/lib/api/routes/webhook-endpoints";
import { describeWebhooks } from "@/lib/api/webhooks";
import { getBrand } from "@/lib/brand/current";
import { DATA_AGE, withDataAge } from "@/lib/db/replica";
import { AppError } from "@/lib/errors/app-error";
import { type ApiProblem, apiProblems, PROBLEM_TYPE, type ProblemDetails, problemBody } from "@/lib/http/api-problems";
import { isDisconnect } from "@/lib/http/client/disconnected";
import { API_PATH } from "@/lib/http/paths";
import { log } from "@/lib/log";

/** The partner's API, below `API_PATH`. The schemas of its routes validate requests and make the document. */
export const api = new OpenAPIHono({
  getPath: (request) => getPath(request).slice(API_PATH.length) || "/",
  defaultHook: (result, context) => (result.success ? undefined : refuseInvalid(context, result.error, result.target)),
});

api.openAPIRegistry.registerComponent("securitySchemes", "key", KEY_SCHEME);
api.use(async (context, next) => {
  context.header("Cache-Control", "no-store");
  const { age } = await withDataAge(next);
  if (age !== null) context.header(DATA_AGE, String(age));
});
api.get("/openapi.json", async (context) => context.json(describeApi(api, (await getBrand()).name)));
const operations = [
  connections,
  connectionChanges,
  connectSessions,
  receipts,
  outgoingReceipts,
  merchants,
  imports,
  events,
  webhookEndpoints,
];
for (const routes of operations) api.route("/", routes);
describeWebhooks(api);

api.notFound((context) => {
  const allowed = methodsOf(context.req.path);
  if (allowed.length === 0) return refuse(context, "not_found");
  context.header("Allow", allowed.join(", "));
  return refuse(context, "method_not_allowed");
});

api.onError((error, context) => {
  if (error instanceof RefusedError) return refuse(context, error.code, error.more);
  if (error instanceof HTTPException) {
    return refuse(context, error.status === 415 ? "unsupported_media_type" : "malformed_request");
  }
  if (error instanceof AppError && error.code in apiProblems) return refuse(context, error.code as ApiProblem);
  if (isDisconnect(error)) {
    log.info("the client disconnected before its call had arrived");
    return refuse(context, "malformed_request");
  }
  log.error({ err: error }, "a call of the API failed");
  return refuse(context, "internal_error");
});

function refuse(context: Context, code: ApiProblem, more?: ProblemDetails): Response {
  if (code === "unauthorized") context.header("WWW-Authenticate", "Bearer");
  const { status } = apiProblems[code];
  return context.body(JSON.stringify(problemBody(code, more)), status, { "Content-Type": PROBLEM_TYPE });
}

/** The problem of a request that does not pass its schema. It never repeats a submitted value. */
function refuseInvalid(context: Context, error: z.core.$ZodError, target: string): Response {
  const errors = error.issues.map(({ path, message }) => ({ at: [target, ...path].join("."), message }));
  return refuse(context, "malformed_request", { errors });
}

/** The methods of the routes that match a path. */
function methodsOf(path: string): string[] {
  const routes = api.openAPIRegistry.definitions.flatMap((one) => (one.type === "route" ? [one.route] : []));
  const described = routes.filter((route) => new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path));
  const methods = described.map(({ method }) => method.toUpperCase());
  if (path === "/openapi.json") methods.push("GET");
  return methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
}
