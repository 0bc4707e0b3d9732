// The program of `npm run bench`, on the Node in node_modules. It runs one benchmark with its own database and
// application.

import { Problem, report } from "../tools/stack/bootstrap/report.mjs";
import { ensureBuild, ensureClient } from "../tools/stack/parts/build.ts";
import { beginRun, type Run } from "../tools/stack/process/run.ts";
import { attend } from "../tools/stack/process/stop.ts";

/** Measures, and prints the result. `args` are the words after the benchmark's name. */
export type Benchmark = (run: Run, args: string[]) => Promise<void>;

/** Each benchmark is a file here. */
const BENCHMARKS: Record<string, () => Promise<Benchmark>> = {
  admin: async () => (await import("./admin.ts")).admin,
  api: async () => (await import("./api.ts")).api,
  flow: async () => (await import("./flow.ts")).flow,
  events: async () => (await import("./events.ts")).events,
  list: async () => (await import("./list.ts")).list,
  pages: async () => (await import("./pages.ts")).pages,
  start: async () => (await import("./start.ts")).start,
  webhook: async () => (await import("./webhook.ts")).webhook,
};

try {
  const [name = "", ...args] = process.argv.slice(2);
  const load = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (!load) throw new Problem(`Say what to measure: npm run bench -- ${Object.keys(BENCHMARKS).join("|")}`);
  const run = await beginRun({
    name: "bench",
    refusal: ({ pid }) => `A benchmark is running in this folder already (pid ${pid}).`,
  });
  await attend(
    run,
    130,
    () => console.log("✓ Stopped"),
    async () => {
      // A benchmark imports the client.
      await ensureClient(run);
      const benchmark = await load();
      await ensureBuild(run, false);
      await benchmark(run, args);
    },
  );
  process.exit(0);
} catch (error) {
  report(error);
  process.exit(1);
}
