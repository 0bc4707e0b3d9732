import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";
import { step } from "../tools/stack/bootstrap/report.mjs";
import type { Run } from "../tools/stack/process/run.ts";
import { type Application, prepareApplication, type Server } from "./parts/application.ts";
import { startCaddy } from "./parts/caddy.ts";
import { makeDatabase } from "./parts/embedded-database.ts";
import { measureRate, startLoad } from "./parts/load.ts";
import { countLosses, reportLosses } from "./parts/losses.ts";
import { notePhases, refuseNothing } from "./parts/phases.ts";
import { until } from "./parts/poll.ts";
import { addConnections, makeVisitors } from "./parts/visitors.ts";

/** Seconds. */
const MEASURED = 10;
const STEADY = 10;

const VISITORS = 2;

/**
 * Restarts two servers one after the other, behind the Caddyfile of compose.yaml and under half the load that they
 * sustain. No request may be refused.
 */
export async function rollingRestart(run: Run): Promise<void> {
  const { folder, url: databaseUrl, connect } = await makeDatabase(run);
  const port = await getPort();
  const url = `http://localhost:${port}`;
  const application = await prepareApplication(run, { folder, url, databaseUrl, directUrl: databaseUrl });
  const servers = await step("Starting two servers", "Two servers started", async () => [
    await application.startServer(await getPort(), "all"),
    await application.startServer(await getPort(), "all"),
  ]);
  startCaddy(
    run,
    folder,
    url,
    servers.map((server) => server.port),
  );
  await until("Caddy serves", 30, async () => (await fetch(`${url}/api/ready`)).ok);

  const client = await connect();
  const target = { url, webhookKey: application.webhookKey, connections: await addConnections(client) };
  const rate = Math.floor((await measureRate(target, MEASURED)) / 2);
  console.log(`  The drill sends ${rate} notifications a second: half of what the servers take.`);
  const load = startLoad(target, rate, await makeVisitors(client, VISITORS));
  const phases = notePhases();
  await phases.during("nothing", () => sleep(STEADY * 1_000));
  for (const [index, server] of servers.entries()) {
    await phases.during(`server ${index + 1} is restarted`, () => restart(application, server));
  }
  await phases.during("nothing again", () => sleep(STEADY * 1_000));
  await load.stop();
  refuseNothing(load, phases);
  reportLosses(await countLosses(client, application, load));
  await client.end();
}

async function restart(application: Application, { port, kill }: Server): Promise<void> {
  await kill("SIGTERM");
  await application.startServer(port, "all");
}
