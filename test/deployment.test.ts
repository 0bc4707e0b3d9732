import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { STOP_SECONDS } from "@/lib/lifetimes";
import { settingsSchema } from "@/lib/settings/all";

// The image, the compose file and the systemd unit do what tests have run: e2e/platform/artefact.spec.ts reads its commands
// from them, and two-builds.spec.ts runs the build.

const read = (file: string) => readFileSync(file, "utf8");
const dockerfile = read("Dockerfile");
const compose = read("compose.yaml");
const unit = read("ops/receipthero-connect.service");

/** Matches of the first group. */
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = ""]) => found);

test("the image is built with the one command of a checkout, and runs programs of the artefact alone", () => {
  expect(all(dockerfile, /^RUN (.*)$/gm)).toEqual(['["npm", "run", "build"]']);
  const commands = [...all(dockerfile, /\bCMD (\[.*\])$/gm), ...all(compose, /\bcommand: (\[.*\])$/gm)];
  const programs = commands.map((command) => JSON.parse(command).slice(0, 2));
  expect(programs).toEqual([
    ["node", "-e"],
    ["node", "server.js"],
    ["node", "migrate.js"],
  ]);
  expect(dockerfile).toMatch(/^USER node$/m);
});

test("no program of ours is the first process of its container, which gets no signals by default", () => {
  expect(compose).toMatch(/^x-server: &server\n(?: {2}.*\n)* {2}init: true$/m);
});

test("the compose file sets only settings that exist, and what its other images read", () => {
  const names = all(compose, /^ +([A-Z][A-Z_]+):/gm);
  const others = ["POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "SITE", "SERVERS"];
  expect(names).toEqual(expect.arrayContaining(["DATABASE_URL", "ROLE"]));
  expect(names.filter((name) => !(name in settingsSchema.shape) && !others.includes(name))).toEqual([]);
  expect(new Set(all(read("ops/Caddyfile"), /\{\$(\w+)\}/g))).toEqual(new Set(["SITE", "SERVERS"]));
});

test("the systemd unit runs programs of the release to which the link leads", () => {
  expect(all(unit, /^Exec\w+=\S+\/node \S+\/(current\/\S+)$/gm)).toEqual(["current/migrate.js", "current/server.js"]);
});

test("service managers wait until a server has ended", () => {
  const waits = [...all(unit, /^TimeoutStopSec=(\d+)$/gm), ...all(compose, /^ +stop_grace_period: (\d+)s$/gm)];
  expect(waits).toHaveLength(2);
  for (const seconds of waits) expect(Number(seconds)).toBeGreaterThan(STOP_SECONDS);
});
