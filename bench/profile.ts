import getPort from "get-port";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import type { Given } from "../tools/stack/settings/settings.ts";
import { printTable } from "./table.ts";

/** How many functions are printed. */
const ROWS = 40;

/** How often the profiler looks, in microseconds. */
const INTERVAL_US = 200;

/** A profile of V8: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile */
type CpuProfile = { nodes: ProfileNode[]; samples: number[]; timeDeltas: number[] };
type ProfileNode = { id: number; callFrame: { functionName: string; url: string; lineNumber: number } };

/** A process that can be profiled: the settings that it starts with, and the port that they open on the loopback. */
export async function profiled(): Promise<{ settings: Given; port: number }> {
  const port = await getPort();
  return { settings: { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` }, port };
}

/** Takes a profile of a process while it works, and prints the functions that took most time themselves. */
export async function printProfile(port: number, work: () => Promise<unknown>): Promise<void> {
  const session = await inspect(port);
  await session.call("Profiler.enable");
  await session.call("Profiler.setSamplingInterval", { interval: INTERVAL_US });
  await session.call("Profiler.start");
  await work();
  const { profile } = await session.call<{ profile: CpuProfile }>("Profiler.stop");
  session.close();
  const times = selfTimes(profile);
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  const top = [...times].sort(([, a], [, b]) => b - a).slice(0, ROWS);
  printTable(
    ["function", "% of the busy time", "ms"],
    top.map(([name, time]) => [name, ((100 * time) / busy).toFixed(1), (time / 1_000).toFixed(0)]),
  );
}

/** The microseconds that each function took itself. Idle time is none. */
function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? "";
    if (name === "(idle)") continue;
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return times;
}

function nameOf({ functionName, url, lineNumber }: ProfileNode["callFrame"]): string {
  const file = url.split("/").slice(-2).join("/");
  return file === "" ? functionName : `${functionName || "(anonymous)"} ${file}:${lineNumber + 1}`;
}

type Session = { call<Result>(method: string, params?: object): Promise<Result>; close(): void };

/** Opens a session of the inspector. @throws {Problem} when the process has none */
async function inspect(port: number): Promise<Session> {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
  if (!target) throw new Problem("The process has no inspector.");
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Problem("The inspector does not answer."));
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(String(data));
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  let last = 0;
  return {
    call<Result>(method: string, params: object = {}) {
      const id = ++last;
      const answer = new Promise<Result>((resolve) => waiting.set(id, (result) => resolve(result as Result)));
      socket.send(JSON.stringify({ id, method, params }));
      return answer;
    },
    close: () => socket.close(),
  };
}
