import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A delivery as it arrived. */
export type Arrival = { headers: Record<string, string>; body: string };

/** A system of the partner that gets events. */
export type Receiver = {
  url: string;
  arrivals: Arrival[];
  /** How it answers from now on. A function that does nothing leaves the sender waiting. */
  respond: (response: ServerResponse, request: IncomingMessage) => void;
  stop(): void;
};

/** Starts a receiver, which takes everything. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    receiver.arrivals.push({ headers: request.headers as Record<string, string>, body });
    receiver.respond(response, request);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const receiver: Receiver = {
    url: `http://localhost:${(server.address() as AddressInfo).port}/hook`,
    arrivals: [],
    respond: (response) => response.end("thanks"),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
}
