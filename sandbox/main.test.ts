import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Sandbox } from "./start.ts";
import { connect, control, revokeToken, seeState, startTestSandbox } from "./testing.ts";

type Ready = Omit<Sandbox, "close">;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function run(env: Record<string, string>): ChildProcess {
  const child = fork(new URL("./main.ts", import.meta.url), {
    env: { ...process.env, SANDBOX_PORT: "0", ...env },
    execArgv: [],
    silent: true,
  });
  children.push(child);
  return child;
}

async function ready(child: ChildProcess): Promise<Sandbox> {
  const [message] = (await once(child, "message")) as [Ready];
  return { ...message, close: async () => {} };
}

test("a kill -9 loses nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  const first = run({ SANDBOX_DATA: folder });
  const sandbox = await ready(first);
  const token = await connect(sandbox);
  await control(sandbox, "POST", "/clock", { advanceSeconds: 5 });
  const before = await seeState(sandbox);
  first.kill("SIGKILL");
  await once(first, "exit");
  expect(statSync(join(folder, "state.json")).mode & 0o777).toBe(0o600);

  const again = await ready(run({ SANDBOX_DATA: folder }));
  expect((await seeState(again)).connections).toEqual(before.connections);
  expect((await revokeToken(again, token)).status).toBe(200);
  rmSync(folder, { recursive: true });
});

test("SIGTERM, and a parent that is gone, end it cleanly", async () => {
  const terminated = run({});
  await ready(terminated);
  terminated.kill("SIGTERM");
  expect((await once(terminated, "exit"))[0]).toBe(0);

  const orphan = run({});
  await ready(orphan);
  orphan.disconnect();
  expect((await once(orphan, "exit"))[0]).toBe(0);
});

test("a taken port and a bad setting: one clear line and exit code 1", async () => {
  const sandbox = await startTestSandbox();
  for (const [name, value] of [
    ["SANDBOX_API_PORT", new URL(sandbox.api).port],
    ["SANDBOX_SMTP_PORT", new URL(sandbox.smtp).port],
    ["SANDBOX_CONTROL_PORT", "many"],
  ] as const) {
    const child = run({ [name]: value });
    let errors = "";
    child.stderr?.on("data", (chunk) => {
      errors += chunk;
    });
    expect((await once(child, "close"))[0]).toBe(1);
    expect(errors.trim().split("\n")).toEqual([expect.stringContaining(name)]);
  }
  await sandbox.close();
});
