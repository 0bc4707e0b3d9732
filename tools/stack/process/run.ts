import { type ChildProcess, type IOType, type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { type Holder, type Lock, take } from "../bootstrap/lock.mjs";
import { node, root } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/report.mjs";
import { endAtOnce, endInOrder, type Member } from "./end-in-order.ts";

/** Thrown by each step that would start something after the run began to end. */
class Ending extends Error {}

type Environment = Record<string, string | undefined>;
type Options = { env: Environment; cwd?: string; uid?: number; gid?: number };
type StartOptions = Options & { stdio: SpawnOptions["stdio"]; timeout?: number; kind?: Member["kind"] };
type FinishOptions = Options & {
  /** Whether its output is shown as it comes. */
  live?: boolean;
  /** A file that it reads as its standard input. */
  stdin?: number;
  /** A lock that it holds too while it runs. */
  lock?: Lock;
  timeoutMs?: number;
  /** Called with each piece of output, unless that is shown live. */
  heard?: (text: string) => void;
};

/** The processes that one command has started. All of them end with the command, however that ends. */
export type Run = {
  /** Starts a program in a process group of its own, so that a Ctrl-C reaches it through `end` alone. */
  start(command: string, args: string[], options: StartOptions): ChildProcess;
  /** Runs a program to its end; gives its exit code, and its output unless that is shown live. */
  finish(command: string, args: string[], options: FinishOptions): Promise<{ code: number; output: string }>;
  /** Whether the end has begun: what stops now was stopped. */
  isEnding(): boolean;
  /** Ends everything, the last started first. */
  end(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
};

/** A lock that keeps a second run of its kind out; the address is told to those who find it taken. */
type RunLock = { name: string; address?: string; refusal: (holder: Holder) => string };

/**
 * Begins a run. When another one was killed, it waits until all that one had started is gone.
 * @throws {Problem} the lock's refusal, when a run that holds it is alive
 */
export async function beginRun(wanted: RunLock | null): Promise<Run> {
  const taken = wanted && (await take(wanted.name, wanted.address));
  if (wanted && taken && "holder" in taken) throw new Problem(wanted.refusal(taken.holder));
  return overseeRun(taken && "lock" in taken ? taken.lock : null);
}

function overseeRun(lock: Lock | null): Run {
  const members: Member[] = [];
  let ending = false;
  let watchdog = startWatchdog(lock, watchAgain);

  function watchAgain() {
    if (ending) return;
    watchdog = startWatchdog(lock, watchAgain);
    watchdog.send(members);
  }
  const tellWatchdog = () => {
    if (watchdog.connected) watchdog.send(members);
  };
  const record = (kind: Member["kind"], child: ChildProcess) => {
    if (child.pid === undefined) return;
    const member = { pid: child.pid, kind };
    members.push(member);
    tellWatchdog();
    child.once("exit", () => {
      // Processes that it left in its group end too: a server, a browser.
      if (kind !== "postgres") endAtOnce([member]);
      members.splice(members.indexOf(member), 1);
      tellWatchdog();
    });
  };
  const close = () => {
    watchdog.kill("SIGKILL");
    lock?.release();
  };

  const start = (command: string, args: string[], { kind = "program", env, ...options }: StartOptions) => {
    if (ending) throw new Ending();
    const child = spawn(command, args, { cwd: root, ...options, env: ofProgram(env), detached: true });
    record(kind, child);
    return child;
  };

  return {
    start,
    async finish(command, args, { live, lock: held, timeoutMs, heard, stdin, ...options }) {
      const out: IOType = live ? "inherit" : "pipe";
      const stdio: SpawnOptions["stdio"] = [stdin ?? "ignore", out, out, ...(held ? [held.fd] : [])];
      const result = await finished(start(command, args, { ...options, stdio, timeout: timeoutMs }), heard);
      if (ending) throw new Ending();
      return result;
    },
    isEnding: () => ending,
    async end() {
      ending = true;
      await endInOrder([...members]);
      close();
    },
    kill() {
      ending = true;
      endAtOnce(members);
      close();
    },
  };
}

function finished(child: ChildProcess, heard?: (text: string) => void): Promise<{ code: number; output: string }> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk;
      heard?.(String(chunk));
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output: output.trim() }));
  });
}

function startWatchdog(lock: Lock | null, onExit: () => void): ChildProcess {
  const child = spawn(node, [join(root, "tools/stack/process/watchdog.ts")], {
    detached: true,
    env: ofProgram({ PATH: process.env.PATH }),
    stdio: ["ignore", "ignore", "ignore", "ipc", ...(lock ? [lock.fd] : [])],
  });
  child.on("error", () => {}).on("exit", onExit);
  return child;
}

/** Next declares that every environment has a NODE_ENV, which most programs here do not want. */
function ofProgram(environment: Environment): NodeJS.ProcessEnv {
  return environment as NodeJS.ProcessEnv;
}
