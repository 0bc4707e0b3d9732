import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * The layers, from the top. A module may import its own room and the layers below it, but no other room of its layer. A
 * longer path wins over a shorter one, so a file may be in another layer than its folder.
 */
const LAYERS = [
  ["app", "proxy", "instrumentation"],
  ["admin"],
  ["components"],
  ["lib/api", "lib/metrics/scrape"],
  ["lib/background"],
  ["lib/doctor", "lib/integrity"],
  ["lib/key-rotation"],
  ["lib/merchant-invitations", "lib/reconnect-mails", "lib/digests"],
  ["lib/connect-sessions", "lib/events"],
  ["lib/imports"],
  ["lib/authorization"],
  ["lib/notifications", "lib/account"],
  [
    "lib/api-keys",
    "lib/brand/change",
    "lib/connections",
    "lib/merchants",
    "lib/users",
    "lib/receipts",
    "lib/outgoing-receipts",
    "lib/overview",
    "lib/audit/export",
  ],
  ["lib/access-tokens", "lib/notes", "lib/export", "lib/idempotent-calls", "lib/connect-sessions/status"],
  ["lib/auth"],
  ["lib/audit", "lib/merchants/lock"],
  ["lib/alarms"],
  ["lib/user-mails"],
  ["lib/jobs"],
  ["lib/receipthero", "lib/metrics/requests", "lib/metrics/scraper"],
  ["lib/mail"],
  ["lib/http"],
  ["lib/forms"],
  ["lib/brand"],
  ["lib/rate-limit", "prisma/check-database"],
  ["lib/db", "lib/crypto", "lib/traces"],
  ["lib/log", "lib/i18n", "lib/principal", "lib/setting-warnings", "lib/quotas", "lib/metrics"],
  ["lib/cookies"],
  ["lib/env", "lib/errors", "lib/build", "lib/traces/span"],
  ["lib/settings"],
  // These import nothing of ours. The settings are read with most of them.
  [
    "lib/db/database-url",
    "lib/email-address",
    "lib/end-at-signal",
    "lib/forms/fields",
    "lib/http/loopback",
    "lib/i18n/locales",
    "lib/lifetimes",
    "lib/require-node",
    "lib/size-limits",
    "lib/start",
  ],
  ["prisma/generated", "prisma/newest-migration", "messages"],
];

const PEERS = LAYERS.flatMap((peers, layer) => peers.map((peer) => ({ peer, layer }))).sort(
  (a, b) => b.peer.length - a.peer.length,
);

const layerOf = (module: string) => PEERS.find(({ peer }) => module === peer || module.startsWith(`${peer}/`));

const files = globSync(["{admin,app,components,lib}/**/*.{ts,tsx}", "proxy.ts", "instrumentation.ts"]).filter(
  (file) => !/\.test\.tsx?$|\.d\.ts$/.test(file),
);

const withoutExtension = (path: string) => path.replace(/\.(tsx?|json|css)$/, "");

/** Our modules that a file imports, by alias or by relative path, statically or dynamically. */
function importsOf(file: string): string[] {
  const specifiers = readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport) ?\(?\s*["'`]([^"'`]+)["'`]/g);
  return [...specifiers]
    .map(([, specifier = ""]) => specifier)
    .filter((specifier) => /^(?:@|\.\.?)\//.test(specifier))
    .map((specifier) => (specifier.startsWith("@/") ? specifier.slice(2) : join(file, "..", specifier)))
    .map(withoutExtension);
}

test("every file stands on a floor", () => {
  expect(files.filter((file) => !layerOf(withoutExtension(file)))).toEqual([]);
});

test("imports run downwards only", () => {
  const imports = files.flatMap((file) => importsOf(file).map((target) => ({ file, target })));
  const upwards = imports.filter(({ file, target }) => {
    const from = layerOf(withoutExtension(file));
    const to = layerOf(target);
    return !from || !to || to.layer < from.layer || (to.layer === from.layer && to.peer !== from.peer);
  });
  expect(imports.length).toBeGreaterThan(1000);
  expect(upwards.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test("relative and dynamic imports are seen", () => {
  expect(importsOf("lib/settings/formats.ts")).toContain("lib/db/database-url");
  expect(importsOf("instrumentation.ts")).toContain("lib/background/sweep");
});

test("no folder of lib/ holds more than 14 source files", () => {
  const folders = Map.groupBy(
    files.filter((file) => file.startsWith("lib/")),
    (file) => join(file, ".."),
  );
  const full = [...folders].filter(([, { length }]) => length > 14).map(([folder]) => folder);
  expect(folders.size).toBeGreaterThan(20);
  expect(full).toEqual([]);
});

test("the sandbox stands alone", () => {
  const outside = globSync("sandbox/**/*.ts").flatMap((file) =>
    importsOf(file)
      .filter((target) => !target.startsWith("sandbox/"))
      .map((target) => `${file} imports ${target}`),
  );
  expect(outside).toEqual([]);
});

/** A type import reaches nothing at run time. */
const withoutTypes = (source: string) => source.replaceAll(/^import type .*$/gm, "");

test("modules that hold secrets or reach the database are for the server alone", () => {
  const secretive = files.filter(
    (file) =>
      /from "@\/lib\/(db\/client|crypto\/seal|log)"|from "(next\/headers|pg)"/.test(
        withoutTypes(readFileSync(file, "utf8")),
      ) && file.startsWith("lib/"),
  );
  expect(secretive.length).toBeGreaterThan(10);
  expect(secretive.filter((file) => !readFileSync(file, "utf8").startsWith('import "server-only";'))).toEqual([]);
});
