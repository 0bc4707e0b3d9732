import { readFileSync, writeFileSync } from "node:fs";
import type { Application } from "./environment.ts";

const PATH = "/admin/connections/export?format=csv";

/**
 * Exports every connection as CSV, and measures the server's peak memory.
 * @returns a sentence with the result; null when there is no such export (yet)
 */
export async function measureExport({ url, process: server }: Application, cookie: string): Promise<string | null> {
  forgetPeak(server.pid);
  const before = memory(server.pid, "VmRSS");
  const begun = performance.now();
  const response = await fetch(url + PATH, { headers: { cookie }, redirect: "manual" });
  if (response.status !== 200 || response.body === null) return null;
  let lines = 0;
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
  }
  const seconds = (performance.now() - begun) / 1000;
  const peak = memory(server.pid, "VmHWM");
  const rows = lines - 1;
  const used =
    before === null || peak === null ? "not measured on this system" : `${before} MB before, ${peak} MB at most`;
  return (
    `Full CSV export: ${rows} rows, ${Math.round(bytes / 1e6)} MB in ${seconds.toFixed(1)} s, ` +
    `${Math.round(rows / seconds)} rows a second; the server's memory: ${used}`
  );
}

/** Resets the peak that Linux counts. */
function forgetPeak(pid: number | undefined): void {
  if (process.platform === "linux") writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

function memory(pid: number | undefined, field: "VmRSS" | "VmHWM"): number | null {
  if (process.platform !== "linux") return null;
  const [, kilobytes] = new RegExp(`${field}:\\s*(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}
