import "server-only";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { SpanKind } from "@opentelemetry/api";
import { WEBHOOK_PATH } from "@/lib/http/paths";
import { onServerRequest } from "@/lib/http/server/on-server-request";
import { log } from "@/lib/log";
import { answerDelivery } from "@/lib/notifications/receive/answer";
import { inSpan } from "@/lib/traces/span";

const SPAN = `POST ${WEBHOOK_PATH}`;

/**
 * Answers the deliveries to the webhook before Next's router, which takes four times as long as everything else about
 * them (docs/decisions/0081-deliveries-before-next.md). Any other request is Next's, as is every request before this call.
 */
export function serveDeliveries(): void {
  const taken = new WeakSet<Server>();
  onServerRequest(({ server }) => {
    if (taken.has(server)) return;
    taken.add(server);
    takeDeliveries(server);
  });
}

/** Stands between the server and its own listeners. */
function takeDeliveries(server: Server): void {
  const others = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (isDelivery(request)) void serve(request, response);
    else for (const other of others) other.call(server, request, response);
  });
}

function isDelivery({ method, url = "" }: IncomingMessage): boolean {
  if (method !== "POST" || !url.startsWith(WEBHOOK_PATH)) return false;
  const [path] = url.split("?", 1);
  return path === WEBHOOK_PATH || path === `${WEBHOOK_PATH}/`;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { authorization, "content-type": contentType } = request.headers;
  // Node would end the connection when the body is refused, and the answer would not arrive.
  const body = request.iterator({ destroyOnReturn: false });
  try {
    const attributes = { "http.method": "POST", "http.route": WEBHOOK_PATH };
    const answer = await inSpan(
      SPAN,
      attributes,
      () => answerDelivery({ authorization, contentType, body }),
      ({ status }) => ({ "http.status_code": status, ...(status >= 500 && { "error.type": String(status) }) }),
      SpanKind.SERVER,
    );
    const length = Buffer.byteLength(answer.body ?? "");
    response.writeHead(answer.status, { ...answer.headers, "Content-Length": length }).end(answer.body);
  } catch (error) {
    log.error({ err: error, method: "POST", route: WEBHOOK_PATH }, "a request failed");
    response.writeHead(500).end();
  }
  // Reads and drops the rest of a refused body, for as long as a request may take (lib/http/server/limit-request-time.ts).
  request.resume();
}
