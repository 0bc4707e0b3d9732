import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { node, root } from "../../stack/bootstrap/paths.mjs";
import { processesIn, processOf, runNpm, until } from "./command.ts";

// A checkout in small: our own bootstrap, a program that prints its Node, and one package, which is the Node that the
// program runs on. Its install script notes that it runs, and waits for a file, as a slow download would.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "install-"));
  cpSync(join(root, "tools/run.sh"), join(folder, "tools/run.sh"));
  cpSync(join(root, "tools/stack/bootstrap"), join(folder, "tools/stack/bootstrap"), { recursive: true });
  mkdirSync(join(folder, "tools/checks"));
  writeFileSync(join(folder, "tools/checks/main.ts"), 'console.log("runs on", process.version);');
  const packageFolder = join(folder, "node-package");
  mkdirSync(packageFolder);
  writeFileSync(join(packageFolder, "node.sh"), `#!/bin/sh\nexec ${node} "$@"\n`, { mode: 0o755 });
  writeJson("node-package/package.json", {
    name: "node",
    version: "24.0.0",
    bin: { node: "node.sh" },
    scripts: { install: "echo begun >> ../installs; until [ -e ../go ]; do sleep 0.05; done" },
  });
  writeJson("package.json", {
    name: "small",
    version: "1.0.0",
    scripts: { test: "exec sh tools/run.sh tools/checks/main.ts" },
    dependencies: { node: "file:node-package" },
    allowScripts: { node: true },
  });
  writeJson("package-lock.json", {
    name: "small",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: "small", version: "1.0.0", dependencies: { node: "file:node-package" } },
      "node-package": { name: "node", version: "24.0.0", hasInstallScript: true, bin: { node: "node.sh" } },
      "node_modules/node": { resolved: "node-package", link: true },
    },
  });
});
afterEach(async () => {
  letInstall();
  await until(() => processesIn(folder).length === 0);
  rmSync(folder, { recursive: true });
});

const writeJson = (path: string, value: object) => writeFileSync(join(folder, path), JSON.stringify(value));
const letInstall = () => writeFileSync(join(folder, "go"), "");
const installs = () => (existsSync(join(folder, "installs")) ? readFileSync(join(folder, "installs"), "utf8") : "");
const runTest = () => runNpm({ folder, home: folder, user: {} }, ["test"]);

test("two commands in a fresh clone install the packages once, and both run", async () => {
  const both = [runTest(), runTest()];
  await until(() => both.some((one) => one.output().includes("Another command in this folder is installing packages")));
  letInstall();
  for (const one of both) {
    expect(await one.untilEnded(), one.output()).toBe(0);
    expect(one.output()).toContain(`runs on v24.`);
  }
  expect(installs()).toBe("begun\n");
});

test("a command waits for the npm of an install that was killed", async () => {
  const first = runTest();
  await until(() => installs() !== "");
  process.kill(processOf(folder, "bootstrap/install.mjs"), "SIGKILL");
  expect(await first.untilEnded()).toBe(1);
  const second = runTest();
  await second.untilPrinted("Another command in this folder is installing packages");
  expect(installs()).toBe("begun\n");
  letInstall();
  expect(await second.untilEnded(), second.output()).toBe(0);
  expect(second.output()).toContain("runs on v24.");
});

test("Ctrl-C and the death of npm end an install", async () => {
  const first = runTest();
  await until(() => installs() !== "");
  first.pressCtrlC();
  await first.untilEnded();
  await until(() => processesIn(folder).length === 0);

  const second = runTest();
  await until(() => installs() === "begun\nbegun\n");
  second.npm.kill("SIGTERM");
  await until(() => processesIn(folder).length === 0);
});

test("checks that cannot begin count as one failure in the last line", async () => {
  writeFileSync(join(folder, "package-lock.json"), '{ "packages": {} }');
  const command = runTest();
  expect(await command.untilEnded()).toBe(1);
  expect(command.output()).toContain("The packages could not be installed");
  expect(command.output().trimEnd()).toMatch(/0 passed, 1 failed$/);
});
