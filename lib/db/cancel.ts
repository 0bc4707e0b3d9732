import { connect } from "node:net";
import type { ClientBase } from "pg";

/** PostgreSQL's code of a cancel request: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const CANCEL_REQUEST = 80_877_102;

/** How long a server may take to close the connection of a cancel request, in milliseconds. */
const ANSWERED_WITHIN = 60_000;

/** The fields for a cancel request, which pg's types omit. */
type Cancellable = { host: string; port: number; processID: number; secretKey: number };

/** The function that pg calls when a query has ended. */
type Callback = (error: unknown, result?: unknown) => void;

/**
 * Cancels each query of a connection that is not answered in time. `SET statement_timeout` is not possible behind a
 * pooler, because its sessions are shared with other clients. If only the client gave up, the query would continue and
 * might take effect after the application has reported a failure.
 * @param limit in milliseconds
 */
export function cancelLateQueries(client: ClientBase, limit: number): void {
  const send = client.query;
  const query = (args: unknown[], callback: Callback): unknown =>
    Reflect.apply(send, client, [...args, watch(client, limit, callback)]);
  Object.defineProperty(client, "query", {
    value(...args: unknown[]): unknown {
      const last = args.at(-1);
      if (isCallback(last)) return query(args.slice(0, -1), last);
      return new Promise((resolve, reject) => {
        query(args, (error, result) => (error ? reject(error) : resolve(result)));
      });
    },
  });
}

/**
 * Requests a cancel unless the query ends in time. A cancelled query that succeeds is a failure all the same: PostgreSQL
 * answers the cancel of a commit that waits for its synchronous standby with a warning and a success, although no second
 * node has the commit. The connection ends then, because the cancel may still be on its way to the next query.
 */
function watch(client: ClientBase, limit: number, callback: Callback): Callback {
  let isCancelled = false;
  const timer = setTimeout(() => {
    isCancelled = true;
    requestCancel(client);
  }, limit);
  return (error, result) => {
    clearTimeout(timer);
    if (error || !isCancelled) return callback(error, result);
    if ("end" in client && typeof client.end === "function") client.end();
    callback(new Error("The query succeeded after its cancel, so perhaps only one node has its changes."));
  };
}

/**
 * Asks the server, or the pooler in front of it, to cancel the current query of a connection. Like libpq's PQcancel it
 * opens a separate connection without TLS: the request contains only the key of this session.
 */
function requestCancel(client: ClientBase): void {
  if (!isCancellable(client)) return;
  const { host, port, processID, secretKey } = client;
  const request = Buffer.alloc(16);
  for (const [index, value] of [request.length, CANCEL_REQUEST, processID, secretKey].entries()) {
    request.writeInt32BE(value, index * 4);
  }
  const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  // If the request does not arrive, the client's own timeout follows a moment later.
  socket.on("error", () => {});
  // The server closes the connection when it is done. If the client closes it first, PgBouncer drops the request, and
  // PgBouncer 1.18 may even crash.
  socket.setTimeout(ANSWERED_WITHIN, () => socket.destroy());
  socket.write(request);
}

function isCancellable(client: ClientBase): client is ClientBase & Cancellable {
  return ["port", "processID", "secretKey"].every((name) => typeof Reflect.get(client, name) === "number");
}

function isCallback(value: unknown): value is Callback {
  return typeof value === "function";
}
