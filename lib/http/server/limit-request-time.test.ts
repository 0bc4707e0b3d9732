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
