import { once } from "node:events";
import { connect } from "node:net";
import { en } from "../fixtures/messages.ts";
import type { Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

// Requests that neither a browser nor fetch can send: over a raw socket.

/** Sends a request with this first line. */
async function send(stack: Stack, line: string, headers: string[] = []) {
  const { hostname, port } = new URL(stack.app.direct);
  const socket = connect(Number(port), hostname);
  const ended = once(socket, "close");
  let text = "";
  socket.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  socket.write([line, `Host: ${new URL(stack.app.url).host}`, "Connection: close", ...headers, "", ""].join("\r\n"));
  await ended;
  const [head = "", body = ""] = text.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head, body };
}

const PATHS = ["/", "/sign-in", "/nothing", "/api/health", "/api/receipthero/webhook", "/_next/static/nothing.js"];

test("TRACE is answered with 501 and a reason, and nothing is sent back", async ({ stack }) => {
  for (const path of PATHS) {
    const { status, head, body } = await send(stack, `TRACE ${path} HTTP/1.1`, ["X-Mine: repeated"]);
    expect(status, path).toBe(501);
    expect(head).toMatch(/^x-content-type-options: nosniff$/im);
    expect(body).toContain(en.refused.unknown_method);
    expect(head + body).not.toContain("repeated");
  }
  expect(stack.app.log()).not.toContain("TRACE");
});

test("a request for another server's address is answered with 400, and leads nowhere", async ({ stack }) => {
  const own = new URL(stack.app.url);
  for (const target of [
    "http://other.example/x",
    "http://other.example/x/",
    "https://other.example",
    `http://other.example/api/receipthero/webhook`,
    `http://${own.hostname}:1/sign-in`,
    `http://${own.host}.other.example/sign-in`,
  ]) {
    for (const method of ["GET", "HEAD", "POST"]) {
      const { status, head, body } = await send(stack, `${method} ${target} HTTP/1.1`, ["Content-Length: 0"]);
      expect(status, `${method} ${target}`).toBe(400);
      expect(head).not.toMatch(/^location:/im);
      if (method === "GET") expect(body).toContain(en.refused.foreign_target);
    }
  }
  for (const line of ["OPTIONS *", "GET mailto:somebody", `GET http://${own.host}@other.example/sign-in`]) {
    const { status, head } = await send(stack, `${line} HTTP/1.1`);
    expect(status, line).toBe(400);
    expect(head).not.toMatch(/^location:/im);
  }
});

test("a request for our own address in its absolute form is answered as for its path", async ({ stack }) => {
  expect((await send(stack, `GET ${stack.app.url}/api/health HTTP/1.1`)).body).toContain('"ok"');
  expect((await send(stack, `GET ${stack.app.url}/sign-in?x=1 HTTP/1.1`)).status).toBe(200);
  const start = await send(stack, `GET ${stack.app.url} HTTP/1.1`);
  expect(start.head).toMatch(/^location: \/sign-in\?returnTo=%2F$/im);
});

test("a method that no page knows is no error of the server", async ({ stack }) => {
  for (const method of ["PUT", "PATCH", "DELETE", "PROPFIND", "PURGE", "OPTIONS", "QUERY"]) {
    for (const path of PATHS) {
      const { status } = await send(stack, `${method} ${path} HTTP/1.1`, ["Content-Length: 0"]);
      expect(status, `${method} ${path}`).toBeLessThan(500);
    }
  }
});
