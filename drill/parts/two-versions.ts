import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";

/** A request with this header goes to that version. All others alternate. */
export const VERSION_HEADER = "x-drill-version";

/** As Next's servers announce, and a little longer: a request must never meet a connection that closes. */
const KEEP_ALIVE_MS = 80_000;

/** The two versions that serve side by side. */
export type Version = "former" | "new";
export const VERSIONS: Version[] = ["former", "new"];

/** The requests that a version had: `refused` had a status from 500 on, or no answer. */
type Served = { requests: number; notifications: number; refused: number };

/** A load balancer before two versions. */
export type Balancer = {
  served: Record<Version, Served>;
  /** From now on requests go to these versions. */
  use(ports: Partial<Record<Version, number>>): void;
  close(): void;
};

/** Starts a load balancer that alternates between the versions. */
export async function startBalancer(port: number): Promise<Balancer> {
  let targets: Partial<Record<Version, number>> = {};
  let turn = 0;
  const none = (): Served => ({ requests: 0, notifications: 0, refused: 0 });
  const served = { former: none(), new: none() };

  const choose = (wanted: unknown): Version => {
    const there = VERSIONS.filter((version) => targets[version] !== undefined);
    return there.find((version) => version === wanted) ?? there[turn++ % there.length] ?? "new";
  };
  const server = createServer((incoming, outgoing) => {
    const version = choose(incoming.headers[VERSION_HEADER]);
    const counts = served[version];
    counts.requests += 1;
    if (incoming.url === "/api/receipthero/webhook") counts.notifications += 1;
    handOn(incoming, outgoing, targets[version], (isRefused) => {
      if (isRefused) counts.refused += 1;
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((listening) => server.listen(port, listening));
  return {
    served,
    use(ports) {
      targets = ports;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function handOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number | undefined,
  ended: (isRefused: boolean) => void,
): void {
  const { method, url: path, headers } = incoming;
  const request = forward({ port, host: "127.0.0.1", method, path, headers }, (response) => {
    const { statusCode: status = 502, rawHeaders } = response;
    ended(status >= 500);
    outgoing.writeHead(status, rawHeaders);
    response.pipe(outgoing);
  });
  request.once("error", () => {
    ended(true);
    outgoing.destroy();
  });
  incoming.pipe(request);
}
