import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * Who may import whom (design.md, Layout): a folder may import itself and those below it in this list, `peers` not
 * each other. Longer paths come first, because the first that fits a file counts.
 */
const LAYERS = [
  ["app"],
  ["components"],
  ["lib/background"],
  ["lib/account", "lib/notifications", "lib/admin"],
  ["lib/connections", "lib/merchants", "lib/receipts"],
  ["lib/access-tokens"],
  ["lib/auth", "lib/receipthero"],
  ["lib/audit"],
  ["lib"],
  ["prisma/generated", "messages"],
];

const layerOf = (path: string) => {
  const fitting = LAYERS.flatMap((peers, layer) => peers.map((peer) => ({ peer, layer })))
    .filter(({ peer }) => path.startsWith(`${peer}/`))
    .sort((a, b) => b.peer.length - a.peer.length);
  return fitting[0];
};

const files = globSync("{app,components,lib}/**/*.{ts,tsx}").filter((file) => !/\.test\.ts$|\.d\.ts$/.test(file));

test("imports run downwards only", () => {
  const upwards = files.flatMap((file) => {
    const from = layerOf(file);
    const imports = [...readFileSync(file, "utf8").matchAll(/from "@\/([^"]+)"|import\("@\/([^"]+)"\)/g)];
    return imports
      .map(([, still, dynamic]) => still ?? dynamic ?? "")
      .filter((target) => {
        const to = layerOf(target);
        return !from || !to || to.layer < from.layer || (to.layer === from.layer && to.peer !== from.peer);
      })
      .map((target) => `${file} imports ${target}`);
  });
  expect(files.length).toBeGreaterThan(50);
  expect(upwards).toEqual([]);
});

test("the sandbox stands alone", () => {
  const outside = globSync("sandbox/**/*.ts").flatMap((file) =>
    [
      ...readFileSync(file, "utf8").matchAll(/from "((?:@\/|(?:\.\.\/)+(?:app|lib|components|prisma|test)\/)[^"]*)"/g),
    ].map(([, target]) => `${file} imports ${target}`),
  );
  expect(outside).toEqual([]);
});

/** Types reach nothing. */
const withoutTypes = (source: string) => source.replaceAll(/^import type .*$/gm, "");

test("modules that hold secrets or reach the database are for the server alone", () => {
  const secretive = files.filter(
    (file) =>
      /from "@\/lib\/(db|seal|log)"|from "(next\/headers|pg)"/.test(withoutTypes(readFileSync(file, "utf8"))) &&
      file.startsWith("lib/"),
  );
  expect(secretive.length).toBeGreaterThan(10);
  expect(secretive.filter((file) => !readFileSync(file, "utf8").startsWith('import "server-only";'))).toEqual([]);
});
