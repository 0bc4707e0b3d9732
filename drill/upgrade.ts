import { join } from "node:path";
import getPort from "get-port";
import type pg from "pg";
import { printTable } from "../bench/table.ts";
import { root } from "../tools/stack/bootstrap/paths.mjs";
import { Problem, step } from "../tools/stack/bootstrap/report.mjs";
import { migrate } from "../tools/stack/parts/migrate.ts";
import type { Run } from "../tools/stack/process/run.ts";
import { type Application, prepareApplication, type Server } from "./parts/application.ts";
import { makeDatabase } from "./parts/embedded-database.ts";
import { callApi, countEvents, makePartner, type Partner } from "./parts/endpoint.ts";
import { buildFormer, type Former, staffPages } from "./parts/former.ts";
import { connectOver, disconnectOver, type Made, ORDERS, openPages, openRequesters } from "./parts/journeys.ts";
import { startLoad } from "./parts/load.ts";
import { countLosses, reportLosses } from "./parts/losses.ts";
import { notePhases, refuseNothing } from "./parts/phases.ts";
import { type Balancer, startBalancer, VERSIONS } from "./parts/two-versions.ts";
import { addConnections, connectOnce, makeAdmin, makeVisitors, type Visitor } from "./parts/visitors.ts";

/** The version before the rule "expand and contract" was first put to the test. */
const FORMER = "fdbbf0c";

/** Notifications per second, through both versions. */
const RATE = 10;

/** How often each journey is made. */
const TIMES = 5;

/** Everything that a phase needs. */
type Stage = {
  client: pg.Client;
  application: Application;
  former: Former;
  balancer: Balancer;
  visitor: Visitor;
  admin: Visitor;
  partner: Partner;
  /** The connections that are active at the end, as far as is known. */
  active: Made[];
};

/**
 * Upgrades from a former version while it serves: the new version migrates its database, and then both serve side by side.
 * Whole journeys go through each of them and through both. No request may be refused, and nothing may be lost.
 * @param args the commit of the former version
 */
export async function upgrade(run: Run, [commit = FORMER]: string[]): Promise<void> {
  const former = await buildFormer(run, commit);
  const { folder, url: databaseUrl, connect } = await makeDatabase(run);
  const port = await getPort();
  const url = `http://localhost:${port}`;
  const place = { folder, url, databaseUrl, directUrl: databaseUrl };
  const application = await prepareApplication(run, place, former.migrate);
  const balancer = await startBalancer(port);
  const formerServer = await step("Starting the former version", "The former version serves", async () =>
    former.startServer(application.settings, await getPort(), join(folder, "former.log")),
  );
  balancer.use({ former: formerServer.port });

  const client = await connect();
  const [visitor = { session: "" }] = await makeVisitors(client, 1);
  const admin = await makeAdmin(client);
  const partner = await makePartner(client, url);
  const stage: Stage = { client, application, former, balancer, visitor, admin, partner, active: [] };
  const target = { url, webhookKey: application.webhookKey, connections: await addConnections(client) };
  const load = startLoad(target, RATE, []);
  const phases = notePhases();
  await phases.during("the former version alone", () => fill(stage));
  await phases.during("the new version migrates", () => migrate(run, { DATABASE_URL: databaseUrl }));
  const newServer = await application.startServer(await getPort(), "all");
  balancer.use({ former: formerServer.port, new: newServer.port });
  await phases.during("side by side", () => serveSideBySide(stage));
  await phases.during("the new version alone", () => leaveTheFormer(stage, formerServer, newServer));
  await load.stop();

  await reportServed(stage);
  refuseNothing(load, phases);
  const visits = stage.active.map(({ label }) => ({ label, isOk: true, begun: 0, ended: 0 }));
  reportLosses(await countLosses(client, application, { acknowledged: load.acknowledged, visits }));
  const { code, output } = await application.verify(databaseUrl);
  console.log(`\nnpm run -s admin -- verify:\n${output}`);
  await client.end();
  partner.receiver.stop();
  balancer.close();
  if (code !== 0) throw new Problem("The data is not consistent.");
}

async function fill({ application, visitor, active }: Stage): Promise<void> {
  for (let count = 0; count < TIMES; count++) {
    const label = `Visitor before ${count}`;
    active.push({ label, receiptheroId: await connectOnce(application.url, visitor, label), by: "former" });
  }
}

async function serveSideBySide(stage: Stage): Promise<void> {
  const { client, application, former, visitor, admin, partner, active } = stage;
  const users = await openRequesters(application.url, visitor);
  const staff = await openRequesters(application.url, admin);
  const made: Made[] = [];
  for (let count = 0; count < TIMES; count++) {
    for (const [first, second] of ORDERS) {
      made.push(await connectOver(users, first, second, `Visitor ${first} and ${second} ${count}`));
    }
  }
  for (const { receiptheroId } of made) await deliver(application, receiptheroId);
  // Each version disconnects connections of each kind.
  for (const [index, version] of [...VERSIONS, ...VERSIONS.toReversed()].entries()) {
    for (const one of made.splice(index, 1)) await disconnectOver(users, version, one, client);
  }
  active.push(...made);

  const details = await detailPages(stage);
  const refused: string[] = [];
  for (const version of VERSIONS) {
    const checkout = version === "former" ? former.checkout : root;
    const mine = ["/connections", ...active.map(({ receiptheroId }) => `/connections/${receiptheroId}`)];
    const found = [
      ...(await openPages(users[version], mine)),
      ...(await openPages(staff[version], [...staffPages(checkout), ...details])),
      ...(await callApi(application.url, version, partner)),
    ];
    refused.push(...found.map((what) => `${version}: ${what}`));
  }
  if (refused.length > 0) throw new Problem(`Some requests were refused:\n${refused.join("\n")}`);
}

/** Sends a notification of each kind about a connection, through either version. */
async function deliver({ sandbox }: Application, receiptheroId: string): Promise<void> {
  for (const type of ["transaction_notification", "full_receipt_notification"] as const) {
    const status = await sandbox.notify({ type, receipthero_id: receiptheroId });
    if (status !== 200) throw new Problem(`A ${type} was refused with ${status}.`);
  }
}

/** Pages of staff about one thing each, which need an id. */
async function detailPages({ client, active, partner }: Stage): Promise<string[]> {
  const { rows } = await client.query<{ notification: string; delivery: string; user: string; merchant: string }>(
    `SELECT (SELECT id FROM "Notification" ORDER BY "firstReceivedAt" LIMIT 1) AS notification,
            (SELECT max(id) FROM "EventDelivery") AS delivery,
            (SELECT "userId" FROM "Member" LIMIT 1) AS "user", (SELECT "merchantId" FROM "Member" LIMIT 1) AS merchant`,
  );
  const [ids] = rows;
  return [
    `/admin/connections/${active[0]?.receiptheroId}`,
    `/admin/notifications/${ids?.notification}`,
    `/admin/users/${ids?.user}`,
    `/admin/merchants/${ids?.merchant}`,
    `/admin/webhooks/${partner.endpointId}`,
    `/admin/webhooks/deliveries/${ids?.delivery}`,
  ];
}

/** Stops sending requests to the former version before it ends, as an upgrade does. */
async function leaveTheFormer({ application, balancer, visitor, active }: Stage, former: Server, own: Server) {
  balancer.use({ new: own.port });
  await former.kill("SIGTERM");
  const label = "Visitor afterwards";
  active.push({ label, receiptheroId: await connectOnce(application.url, visitor, label), by: "new" });
}

/** Prints which version had how many requests, and what became of the events. */
async function reportServed({ client, balancer, partner }: Stage): Promise<void> {
  printTable(
    ["", "requests", "of these notifications", "refused"],
    VERSIONS.map((version) => {
      const { requests, notifications, refused } = balancer.served[version];
      return [`the ${version} version`, ...[requests, notifications, refused].map(String)];
    }),
  );
  const { events, missing, doubled } = await countEvents(client, partner);
  console.log(`${events} events for an endpoint: ${missing} never arrived, ${doubled} arrived more than once.\n`);
  if (missing > 0) throw new Problem("An event was lost.");
}
