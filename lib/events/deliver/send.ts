import "server-only";
import type { LookupAddress } from "node:dns";
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { env } from "@/lib/env";
import { FIXED_HEADERS } from "@/lib/events/deliver/message";
import type { DeliveryProblem } from "@/lib/events/deliver/problems";
import { isPublicAddress } from "@/lib/events/endpoints/address";
import { resolveHost } from "@/lib/events/endpoints/resolve";
import { DELIVERY_SECONDS } from "@/lib/lifetimes";
import { MAX_ENDPOINT_ANSWER } from "@/lib/size-limits";

/** The result of an attempt. `problem` is null when the endpoint took the event: it answered with 2xx. */
export type Attempt = {
  problem: DeliveryProblem | null;
  status: number | null;
  /** The beginning of the answer. */
  body: string | null;
  milliseconds: number;
};

// Connections are kept, because a busy endpoint gets many events. Each was checked when it was opened.
const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

/**
 * Posts a signed event to an endpoint. Redirects are not followed.
 * @returns the attempt; it never throws because of the endpoint
 */
export async function send(endpoint: string, headers: Record<string, string>, body: string): Promise<Attempt> {
  const started = performance.now();
  const finish = (attempt: Omit<Attempt, "milliseconds">): Attempt => ({
    ...attempt,
    milliseconds: Math.round(performance.now() - started),
  });
  const url = new URL(endpoint);
  if (!isAllowedHost(url.hostname)) return finish({ problem: "private_address", status: null, body: null });
  const signal = AbortSignal.timeout(DELIVERY_SECONDS * 1_000);
  try {
    const answer = await post(url, headers, body, signal).catch((error: unknown) => {
      if (!(error instanceof StaleConnectionError)) throw error;
      return post(url, headers, body, signal, false);
    });
    const status = answer.statusCode ?? 0;
    const text = await readBeginning(answer).catch(() => null);
    return finish({ problem: problemOf(status), status, body: text });
  } catch (error) {
    return finish({ problem: signal.aborted ? "timeout" : problemOfError(error), status: null, body: null });
  }
}

/** @throws StaleConnectionError when a kept connection was closed; any other error of the connection */
function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
  mayReuse = true,
): Promise<IncomingMessage> {
  const isHttps = url.protocol === "https:";
  const options = {
    method: "POST",
    agent: mayReuse && (isHttps ? agents.https : agents.http),
    headers: {
      ...FIXED_HEADERS,
      "Content-Length": Buffer.byteLength(body),
      ...headers,
    },
    lookup: publicLookup,
    signal,
  };
  return new Promise((answered, failed) => {
    const sent: ClientRequest = (isHttps ? requestHttps : requestHttp)(url, options, answered);
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = sent.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      failed(isStale ? new StaleConnectionError() : error);
    });
    // An answer of 101 gives neither an answer nor an error. After an answer, this has no effect.
    sent.on("close", () => failed(new Error("the connection was closed without an answer")));
    sent.end(body);
  });
}

/** An address in the URL itself is not looked up. */
function isAllowedHost(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  return isIP(address) === 0 || env().WEBHOOK_ALLOW_PRIVATE === "on" || isPublicAddress(address);
}

/** The endpoint closed a connection just when it was to be used again, which says nothing of the endpoint. */
class StaleConnectionError extends Error {}
class PrivateAddressError extends Error {}
class UnknownHostError extends Error {}

/**
 * Resolves a name for a connection. It refuses private addresses here, at the very lookup whose result is used: a name
 * may have another address than when the endpoint was saved.
 */
const publicLookup: LookupFunction = (hostname, options, done) => {
  resolvePublic(hostname).then(
    (addresses) => (options.all ? done(null, addresses) : done(null, addresses[0].address, addresses[0].family)),
    (error: Error) => done(error, []),
  );
};

async function resolvePublic(hostname: string): Promise<[LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await resolveHost(hostname);
  if (!first) throw new UnknownHostError("the host is not known");
  const isAllowed =
    env().WEBHOOK_ALLOW_PRIVATE === "on" || [first, ...others].every(({ address }) => isPublicAddress(address));
  if (!isAllowed) throw new PrivateAddressError("the host has a private address");
  return [first, ...others];
}

/** The beginning of an answer. The rest is not read. */
async function readBeginning(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_ENDPOINT_ANSWER) break;
  }
  // The database takes no NUL.
  return Buffer.concat(chunks).subarray(0, MAX_ENDPOINT_ANSWER).toString("utf8").replaceAll("\0", "\uFFFD");
}

function problemOf(status: number): DeliveryProblem | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? "redirect" : "status";
}

function problemOfError(error: unknown): DeliveryProblem {
  if (error instanceof PrivateAddressError) return "private_address";
  return error instanceof UnknownHostError ? "unknown_host" : "unreachable";
}
