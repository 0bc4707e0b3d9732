import autocannon from "autocannon";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";

/** A call of the API. Where the body or a header says `[<id>]`, each request has another text. */
export type Call = { method: "GET" | "POST"; path: string; headers?: Record<string, string>; body?: string };

/** A round of requests: how many a second, and how long they took in milliseconds. */
export type Round = { rate: number; p50: number; p95: number; p99: number };

/**
 * Makes a call over several sockets for some seconds, each socket one request after the other.
 * @throws {Problem} when a request fails
 */
export async function load(url: string, call: Call, connections: number, duration: number): Promise<Round> {
  const times: number[] = [];
  const headers = { ...call.headers, ...(call.body !== undefined && { "Content-Type": "application/json" }) };
  const options = { ...call, url: url + call.path, headers, idReplacement: true, connections, duration };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    // The histogram of autocannon has whole milliseconds.
    instance.on("response", (_client, _status, _bytes, time) => times.push(time));
  });
  const failed = result.non2xx + result.errors;
  if (failed > 0 || times.length === 0) throw new Problem(`${call.method} ${url}${call.path}: ${failed} failed.`);
  return summarize(times, result.duration);
}

/**
 * Summarizes requests.
 * @param times in milliseconds
 * @param seconds how long all of them took together
 */
export function summarize(times: number[], seconds: number): Round {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { rate: times.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
