import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { logDisconnects } from "@/lib/http/server/log-disconnects";

test("the error of a client that disconnects is not printed, and any other error is", async () => {
  const printed = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
  logDisconnects();
  const failed = Promise.withResolvers<unknown>();
  const server = createServer((request) => request.resume().once("error", failed.resolve));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
  await once(server, "request");
  client.destroy();
  console.error(await failed.promise);
  server.close();
  expect(printed).not.toHaveBeenCalled();
  const others = [new Error("aborted"), Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }), "aborted"];
  for (const other of others) console.error(other);
  expect(printed.mock.calls).toEqual(others.map((other) => [other]));
});
