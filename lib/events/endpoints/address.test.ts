import { afterEach, beforeEach, expect, vi } from "vitest";
import { env } from "@/lib/env";
import { AT_ONCE } from "@/lib/events/deliver/lanes";
import { workFor } from "@/lib/events/deliver/run";
import { isPublicAddress, problemOfEndpointUrl } from "@/lib/events/endpoints/address";
import type { TestDatabase } from "@/test/database";
import { type Deliveries, startDeliveries } from "@/test/deliveries";
import { test } from "@/test/fixtures";

/** The address of this name changes. */
const MOVING = "moving.example.com";
/** Its name servers do not answer. */
const SILENT = "silent.example.com";
/** It is in /etc/hosts, and name servers do not know it. */
const OF_THE_SYSTEM = "erp.internal";
const name = vi.hoisted(() => ({ address: "", lookups: 0 }));
/** The names that the system was asked for. It never answers about a name whose name servers do not. */
const askedOfSystem = vi.hoisted((): string[] => []);

/** The name servers: they know the moving name, and do not answer for another. */
vi.mock("node:dns/promises", async (load) => {
  const real = await load<typeof import("node:dns/promises")>();
  class Resolver {
    resolve4 = async (host: string) => this.answer(host, !name.address.includes(":"));
    resolve6 = async (host: string) => this.answer(host, name.address.includes(":"));
    private answer(host: string, hasFamily: boolean): string[] {
      if (host === SILENT) throw Object.assign(new Error("no answer"), { code: "ETIMEOUT" });
      if (host === MOVING) name.lookups += 1;
      if (host !== MOVING || !hasFamily) throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
      return [name.address];
    }
  }
  const lookup = async (host: string, options: { all: true }) => {
    askedOfSystem.push(host);
    if (host === SILENT) return new Promise<never>(() => {});
    return host === OF_THE_SYSTEM ? [{ address: "127.0.0.1", family: 4 }] : real.lookup(host, options);
  };
  return { ...real, Resolver, lookup };
});

let database: TestDatabase;
let to: Deliveries;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  to = await startDeliveries(database);
});
afterEach(() => to.receiver.stop());

test("a name that leads to a private address is refused at the connection, although it was saved", async () => {
  const { id } = await to.createEndpoint();
  env().WEBHOOK_ALLOW_PRIVATE = "off";
  await to.addEvents(1);
  await workFor(id);
  expect(to.receiver.arrivals).toEqual([]);
  expect(await to.attempts()).toMatchObject([{ problem: "private_address", status: null }]);
  await to.sql(`UPDATE "WebhookEndpoint" SET url = replace(url, 'localhost', '127.0.0.1')`);
  await to.dueNow();
  await workFor(id);
  expect(to.receiver.arrivals).toEqual([]);
});

test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254"])(
  "a name that was public when it was saved, and leads to %s at the connection, gets nothing",
  async (address) => {
    env().WEBHOOK_ALLOW_PRIVATE = "off";
    name.address = "93.184.216.34";
    const { id } = await to.createEndpoint({ url: `https://${MOVING}/hook` });
    name.address = address;
    await to.addEvents(1);
    await workFor(id);
    expect(await to.attempts()).toMatchObject([{ problem: "private_address", status: null }]);
  },
);

test("deliveries that begin together look up their name once", async () => {
  env().WEBHOOK_ALLOW_PRIVATE = "off";
  name.address = "93.184.216.34";
  const { id } = await to.createEndpoint({ url: `https://${MOVING}/hook` });
  Object.assign(name, { address: "127.0.0.1", lookups: 0 });
  await to.addEvents(AT_ONCE);
  await workFor(id);
  expect(await to.attempts()).toHaveLength(AT_ONCE);
  // One for addresses of each family.
  expect(name.lookups).toBe(2);
});

test("with private addresses allowed, the system is asked for a name, unless its name servers are silent", async () => {
  env().WEBHOOK_ALLOW_PRIVATE = "on";
  askedOfSystem.length = 0;
  expect(await problemOfEndpointUrl(`https://${OF_THE_SYSTEM}/hook`)).toBeNull();
  expect(await problemOfEndpointUrl(`https://${SILENT}/hook`)).toBe("endpoint_not_resolved");
  expect(askedOfSystem).toEqual([OF_THE_SYSTEM]);
});

test.each([
  ["https://127.0.0.1/", "endpoint_private"],
  ["https://0177.0.0.1/", "endpoint_private"],
  ["https://2130706433/", "endpoint_private"],
  ["https://[::1]/", "endpoint_private"],
  ["https://[::ffff:10.0.0.1]/", "endpoint_private"],
  ["https://[64:ff9b::7f00:1]/", "endpoint_private"],
  ["https://[fd00::1]/", "endpoint_private"],
  ["https://169.254.169.254/latest/meta-data", "endpoint_private"],
  ["https://localhost/", "endpoint_private"],
  ["https://no-such-host.invalid/", "endpoint_unknown_host"],
  ["https://silent.example.com/", "endpoint_not_resolved"],
  ["http://93.184.216.34/", "endpoint_not_https"],
  ["https://user:secret@93.184.216.34/", "endpoint_not_https"],
  ["https://93.184.216.34/hook", null],
])("the URL %s is judged as %s", async (address, problem) => {
  env().WEBHOOK_ALLOW_PRIVATE = "off";
  expect(await problemOfEndpointUrl(address)).toBe(problem);
});

test.each([
  "10.1.2.3",
  "172.31.255.255",
  "192.168.0.1",
  "100.64.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "fe80::1",
  "2002:7f00:1::",
  "::ffff:0:7f00:1",
  "nonsense",
])("%s is not a public address", (address) => expect(isPublicAddress(address)).toBe(false));

test.each(["8.8.8.8", "172.32.0.1", "2a00:1450:400f::1", "::ffff:8.8.8.8"])("%s is a public address", (address) =>
  expect(isPublicAddress(address)).toBe(true),
);
