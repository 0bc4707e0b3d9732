import { createServer, type RequestListener, type Server } from "node:http";
import { type FetchCallback, requestListener } from "./request-listener.ts";

/** One HTTP server that can be closed for real and opened again on the same port. */
export type Listener = { url: string; open(): Promise<void>; close(): Promise<void> };

export type ListenOptions = {
  /** Which server this is, for the log. */
  name: string;
  /** The setting of its port, named in the error when the port is taken. */
  setting: string;
  host: string;
  port: number;
  fetch: FetchCallback;
  log: boolean;
};

/** A port that could not be had; the message is one clear line. */
export class ListenError extends Error {}

/** Opens an HTTP server; port 0 becomes a free port, and stays that port when it is opened again. */
export async function listen({ name, setting, host, port, fetch, log }: ListenOptions): Promise<Listener> {
  const handle = requestListener(fetch, log ? name : null);
  let server = await openServer(handle, host, port, setting);
  const boundPort = portOf(server);

  return {
    url: `http://${browsableHost(host)}:${boundPort}`,
    async open() {
      if (!server.listening) server = await openServer(handle, host, boundPort, setting);
    },
    close: () => closeServer(server),
  };
}

/** The host as it is written in a URL; a server on all addresses is reached at the loopback one. */
export function browsableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Turns the error of a server that could not listen into one clear line. */
export function listenError(error: Error, setting: string, host: string, port: number): ListenError {
  if ("code" in error && error.code === "EADDRINUSE") {
    return new ListenError(`${setting}: port ${port} on ${host} is taken, choose another (0: any free port)`);
  }
  return new ListenError(`${setting}: cannot listen on ${host} port ${port} (${error.message})`);
}

function openServer(handle: RequestListener, host: string, port: number, setting: string): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, setting, host, port)));
    server.listen(port, host, () => resolve(server));
  });
}

function closeServer(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
