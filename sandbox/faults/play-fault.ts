import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import type { FaultEndpoint, FaultName, Faults } from "./faults.ts";
import { cutShort, drip, endless } from "./malformed-responses.ts";

/** The context of the API's handlers. */
export type ApiEnv = { Bindings: HttpBindings; Variables: { fault: FaultName | null } };

/** How long the fault `slow` keeps an answer back. */
const SLOW_MS = 3_000;

const MAINTENANCE_PAGE = "<!doctype html><title>Maintenance</title><h1>Back soon</h1>";
const HTML = { "Content-Type": "text/html; charset=utf-8" };

/**
 * Puts the endpoint's fault, if one is on, into the answer. 429, 500, 503 and redirect answer instead of the endpoint, so
 * nothing happens; hang, dropped, slow, drip, html, cut and endless let it do its work and spoil the answer.
 * `redirectTarget` is where the fault redirect sends the client.
 */
export function withFaults(
  faults: Faults,
  endpoint: FaultEndpoint,
  redirectTarget: () => string,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const fault = faults.take(endpoint);
    if (fault === "500") return c.text("Internal Server Error", 500);
    if (fault === "429") return c.text("Too Many Requests", 429, { "Retry-After": "1" });
    if (fault === "503") return c.text("Service Unavailable", 503, { "Retry-After": "1" });
    if (fault === "redirect") return c.redirect(redirectTarget(), 302);

    // The endpoint itself plays the other faults.
    c.set("fault", fault);
    await next();
    if (fault) await spoil(c, fault);
  };
}

async function spoil(c: Context<ApiEnv>, fault: FaultName): Promise<void> {
  if (fault === "hang") return new Promise(() => {});
  if (fault === "slow") return sleep(SLOW_MS);
  if (fault === "html") return replaceAnswer(c, new Response(MAINTENANCE_PAGE, { headers: HTML }));

  const answer = { status: c.res.status, body: Buffer.from(await c.res.clone().arrayBuffer()) };
  if (fault === "drip") drip(c.env.outgoing, answer);
  else if (fault === "cut") cutShort(c.env.outgoing, answer);
  else if (fault === "endless") endless(c.env.outgoing);
  else if (fault === "dropped") c.env.incoming.socket.destroy();
  else return;
  replaceAnswer(c, RESPONSE_ALREADY_SENT);
}

function replaceAnswer(c: Context<ApiEnv>, answer: Response): void {
  // Hono merges the headers of the old answer into the new one unless the old one is taken away first.
  c.res = undefined;
  c.res = answer;
}
