import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { node, root } from "./bootstrap/paths.mjs";
import type { Claim, Member } from "./bootstrap/pid-lock.mjs";
import { take, writeClaim } from "./bootstrap/pid-lock.mjs";
import { identify, isAlive } from "./bootstrap/process-identity.mjs";
import { Problem } from "./bootstrap/user-error.mjs";
import { endAtOnce, endInOrder } from "./terminate.ts";

/** Thrown by whatever would start something after the run began to end. */
export class Ending extends Error {}

/** The processes that one command has started. All of them end with the command, no matter how it ends. */
export type Run = {
  /** Starts a program in a process group of its own, so that a Ctrl-C reaches it through `end` alone. */
  start(name: string, command: string, args: string[], options: StartOptions): ChildProcess;
  /** Starts a program and waits for its end; gives its exit code, and its output when that is not shown live. */
  finish(name: string, command: string, args: string[], options: FinishOptions): Promise<Finished>;
  /** Whether the end has begun: what stops now was stopped. */
  isEnding(): boolean;
  /** Ends everything, the last started first. */
  end(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
};

type Environment = Record<string, string | undefined>;
type StartOptions = Omit<SpawnOptions, "env"> & { env: Environment; kind?: Member["kind"] };
type FinishOptions = StartOptions & {
  live?: boolean;
  started?: (pid: number | undefined) => void;
  /** Called with each piece of output as it comes, unless that is shown live. */
  heard?: (text: string) => void;
};
type Finished = { code: number; output: string };

/** A file that keeps a second run of its kind out, and from which the next one learns what a killed one left running. */
type ClaimFile = { path: string; address?: string; refusal: (holder: Claim) => string };

/**
 * Begins a run. With a file, it first ends what a killed run left.
 * @throws {Problem} the file's refusal, when a run that claimed it is alive
 */
export async function beginRun(file: ClaimFile | null): Promise<Run> {
  const self = identify(process.pid);
  if (self === null) throw new Error("This system does not tell when a process was started.");
  const claim: Claim = { root, members: [{ ...self, name: "command", kind: "program" }] };
  if (file?.address !== undefined) claim.address = file.address;
  if (file !== null) await takeOver(file, claim);

  let ending = false;
  const watchdog = spawn(node, [join(root, "tools/stack/watchdog.ts")], {
    detached: true,
    env: programEnvironment({ PATH: process.env.PATH }),
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  watchdog.on("error", () => {});
  const started = () => claim.members.slice(1);

  const record = (name: string, kind: Member["kind"], pid: number | undefined) => {
    const identity = pid === undefined ? null : identify(pid);
    if (identity === null) return;
    const at = claim.members.findIndex((member) => member.name === name);
    claim.members.splice(at === -1 ? claim.members.length : at, 1, { ...identity, name, kind });
    if (file !== null) writeClaim(file.path, claim);
    if (watchdog.connected) watchdog.send(started());
  };

  const start: Run["start"] = (name, command, args, { kind = "program", env, ...options }) => {
    if (ending) throw new Ending();
    const child = spawn(command, args, { cwd: root, ...options, env: programEnvironment(env), detached: true });
    record(name, kind, child.pid);
    return child;
  };

  const finish: Run["finish"] = (name, command, args, { live = false, started: tellStarted, heard, ...options }) => {
    const output = live ? "inherit" : "pipe";
    const child = start(name, command, args, { ...options, stdio: ["ignore", output, output] });
    tellStarted?.(child.pid);
    return finished(child, heard).then((result) => {
      if (ending) throw new Ending();
      return result;
    });
  };

  const close = () => {
    if (file !== null) rmSync(file.path, { force: true });
    watchdog.kill("SIGKILL");
  };

  return {
    start,
    finish,
    isEnding: () => ending,
    async end() {
      ending = true;
      await endInOrder(started());
      close();
    },
    kill() {
      ending = true;
      endAtOnce(started());
      close();
    },
  };
}

async function takeOver(file: ClaimFile, claim: Claim): Promise<void> {
  const taken = take(file.path, claim, (other) => other.members.slice(0, 1).some(isAlive));
  if ("holder" in taken) throw new Problem(file.refusal(taken.holder));
  if (taken.left.length === 0) return;
  await endInOrder(taken.left);
  console.log(`✓ Ended what a killed run had left: ${taken.left.map((member) => member.name).join(", ")}`);
}

function finished(child: ChildProcess, heard?: (text: string) => void): Promise<Finished> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk;
      heard?.(String(chunk));
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => endGroup(child));
    child.on("close", (code) => resolve({ code: code ?? 1, output: output.trim() }));
  });
}

/** Ends what a program left in its group when it went: a server, a browser. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing was left.
  }
}

/** Next declares that every environment has a NODE_ENV, which most programs here do not want. */
function programEnvironment(environment: Environment): NodeJS.ProcessEnv {
  return environment as NodeJS.ProcessEnv;
}
