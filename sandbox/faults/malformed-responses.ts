import type { ServerResponse } from "node:http";

/** The answer that the endpoint would have given. */
export type Answer = { status: number; body: Buffer };

const JSON_HEADERS = { "Content-Type": "application/json", "Cache-Control": "no-store" };
const DRIP_EVERY_MS = 1_000;

/** Sends the headers at once and then one byte a second. */
export function drip(outgoing: ServerResponse, answer: Answer): void {
  outgoing.writeHead(answer.status, JSON_HEADERS);
  outgoing.flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    outgoing.write(answer.body.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= answer.body.length) outgoing.end();
  }, DRIP_EVERY_MS);
  outgoing.once("close", () => clearInterval(timer));
}

/** Promises the whole answer, sends half of it, and drops the connection. */
export function cutShort(outgoing: ServerResponse, answer: Answer): void {
  outgoing.writeHead(answer.status, { ...JSON_HEADERS, "Content-Length": answer.body.length });
  outgoing.write(answer.body.subarray(0, Math.ceil(answer.body.length / 2)), () => outgoing.destroy());
}

/** Sends JSON that never ends, as fast as the client reads it. */
export function endless(outgoing: ServerResponse): void {
  const chunk = Buffer.alloc(16 * 1024, "a");
  outgoing.writeHead(200, JSON_HEADERS);
  outgoing.write('{"token_type":"Bearer","access_token":"');
  const pump = () => {
    while (!outgoing.destroyed) if (!outgoing.write(chunk)) return;
  };
  outgoing.on("drain", pump);
  outgoing.on("error", () => outgoing.destroy());
  pump();
}
