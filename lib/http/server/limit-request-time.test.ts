import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { limitRequestTime } from "@/lib/http/server/limit-request-time";

test("a request whose body does not arrive in time is answered with 408", async () => {
  limitRequestTime(50);
  const server = createServer({ connectionsCheckingInterval: 20, headersTimeout: 20 }, (request) =>
    request.resume().on("error", () => {}),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  server.closeAllConnections();
  server.close();
});

test("a body of any size may take longer, until it is answered", async () => {
  limitRequestTime(20);
  const answered = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume().on("error", () => {});
    answered.promise.then(() => response.writeHead(401).end());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const other = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const post = (path: string) => `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf`;
  socket.write(post("/api/v1/imports"));
  other.write(post("/api/v1/connections"));
  // The other request began later, and its limit is over.
  expect(String((await once(other, "data"))[0])).toMatch(/^HTTP\/1\.1 408 /);
  answered.resolve();
  expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1\.1 401 /);
  // The rest of its body never comes.
  await once(socket, "close");
  server.close();
});
