import "server-only";
import { request as overHttp } from "node:http";
import { request as overTls } from "node:https";
import { readBody } from "@/lib/http/read-body";
import { MAX_RESPONSE_BYTES } from "@/lib/size-limits";

/**
 * The outcome of a request. `not_sent`: no connection was made, so the server has surely seen nothing of it.
 * `no_answer`: it was sent, at least in part, and no answer came.
 */
export type Posted =
  | { as: "answered"; status: number; headers: Record<string, string>; body: string | null }
  | { as: "not_sent" }
  | { as: "no_answer" };

/**
 * Sends a POST with JSON once, over a connection of its own: on a connection that is used again, nobody knows whether
 * a request arrived before the server closed it. Redirects are not followed.
 * @param deadline aborts everything
 * @returns the answer; its body is null for a success, which is not read, and when it is too large or breaks off
 */
export function postOnce(
  url: string,
  headers: Record<string, string>,
  json: string,
  deadline: AbortSignal,
): Promise<Posted> {
  const isTls = url.startsWith("https:");
  return new Promise((resolve) => {
    let isConnected = false;
    let isAnswered = false;
    const request = (isTls ? overTls : overHttp)(url, {
      method: "POST",
      agent: false,
      headers: {
        ...headers,
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(json),
        Connection: "close",
      },
      signal: deadline,
    });
    request.on("socket", (socket) => {
      // Node writes the request after this event. A certificate that is refused comes before it.
      socket.once(isTls ? "secureConnect" : "connect", () => {
        isConnected = true;
      });
    });
    request.on("response", async (response) => {
      isAnswered = true;
      const status = response.statusCode ?? 0;
      const isSuccess = status >= 200 && status < 300;
      const body = isSuccess ? null : await textOf(response).catch(() => null);
      resolve({ as: "answered", status, headers: singleValues(response.headers), body });
      request.destroy();
    });
    // It also comes after the response, when the rest of the body is not read. Then the promise is settled already.
    request.on("error", () => resolve({ as: isConnected ? "no_answer" : "not_sent" }));
    // An answer of 101 gives neither a response nor an error.
    request.on("close", () => {
      if (!isAnswered) resolve({ as: isConnected ? "no_answer" : "not_sent" });
    });
    request.end(json);
  });
}

async function textOf(response: AsyncIterable<Uint8Array>): Promise<string | null> {
  const body = await readBody(response, MAX_RESPONSE_BYTES);
  return body && new TextDecoder().decode(body);
}

function singleValues(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]));
}
