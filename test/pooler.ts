import { connect, createServer } from "node:net";
import { onTestFinished } from "vitest";

/** The header of PostgreSQL's message BackendKeyData, which names the process behind a connection. */
const BACKEND_KEY = Buffer.from([0x4b, 0, 0, 0, 12]);

/**
 * Starts a server that passes everything on to a database, and names another process than the one that answers, as a
 * pooler does.
 * @param url the URL of the database
 * @returns the URL through the server, until the test ends
 */
export async function startPoolerStub(url: string): Promise<string> {
  const through = new URL(url);
  const { hostname, port } = through;
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    client.pipe(database);
    database.on("data", (data) => {
      const at = data.indexOf(BACKEND_KEY);
      if (at >= 0) data.writeInt32BE(1, at + BACKEND_KEY.length);
      client.write(data);
    });
    database.on("close", () => client.destroy());
    client.on("close", () => database.destroy());
    for (const socket of [client, database]) socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  through.hostname = "127.0.0.1";
  through.port = String(address.port);
  return through.href;
}
