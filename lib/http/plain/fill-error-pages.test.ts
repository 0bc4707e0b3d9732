import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { fillErrorPages } from "@/lib/http/plain/fill-error-pages";
import { messagesOf } from "@/lib/i18n/messages";

fillErrorPages();

const EMPTY = '<!DOCTYPE html><html id="__next_error__"><head></head><body><script>draw()</script></body></html>';
const HTML = { "Content-Type": "text/html; charset=utf-8" };

/** Begins a response as Next does. */
function begin(response: ServerResponse, status: number, headers: Record<string, string>): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** Asks a server that answers so. */
async function ask(listener: RequestListener, headers: Record<string, string> = {}) {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
  const text = await response.text();
  server.close();
  return { status: response.status, text };
}

test("an empty error page gets its message in the reader's language, and keeps its status, its scripts and its coding", async () => {
  const whole = gzipSync(EMPTY);
  const { status, text } = await ask(
    (_request, response) => {
      begin(response, 404, { ...HTML, "Content-Encoding": "gzip" });
      // Compression writes in pieces that no document ends at.
      for (const byte of whole) response.write(Buffer.of(byte));
      response.end();
    },
    { Cookie: "other=1; language=fi.account" },
  );
  expect(status).toBe(404);
  expect(text).toContain('<html id="__next_error__" lang="fi">');
  expect(text).toMatch(/<body><noscript>.*<\/noscript><script>draw\(\)<\/script><\/body>/s);
  expect(text).toContain(messagesOf("fi").errors.notFoundBody);
});

test("a page that failed names the request, under which the log has its error", async () => {
  const { text } = await ask((_request, response) => {
    begin(response, 500, { ...HTML, "X-Request-Id": "4711" });
    response.end(EMPTY);
  });
  expect(text).toContain(messagesOf("en").errors.title);
  expect(text).toContain("4711");
});

test.for<[string, number, Record<string, string>, string]>([
  ["a page that exists", 200, HTML, EMPTY],
  ["an error page that has a content", 404, HTML, "<!DOCTYPE html><html><body><h1>Not found</h1></body></html>"],
  ["an answer that is no page", 404, { "Content-Type": "application/json" }, JSON.stringify({ html: EMPTY })],
  ["a page whose length is known", 500, { ...HTML, "Content-Length": String(EMPTY.length) }, EMPTY],
  ["nothing", 404, HTML, ""],
])("%s passes as it is", async ([, status, headers, body]) => {
  const answer = await ask((_request, response) => {
    begin(response, status, headers);
    response.write(body.slice(0, 10));
    response.end(body.slice(10));
  });
  expect(answer).toEqual({ status, text: body });
});

test("a callback of a write and of the end is called", async () => {
  const called: string[] = [];
  const { text } = await ask((_request, response) => {
    begin(response, 404, HTML);
    response.write(EMPTY, () => called.push("write"));
    response.end(() => called.push("end"));
  });
  expect(text).toContain("<noscript>");
  expect(called).toEqual(["write", "end"]);
});
