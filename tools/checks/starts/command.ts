import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { delimiter } from "node:path";
import { vi } from "vitest";
import { cleanEnvironment } from "../../stack/settings/environment.ts";

/** Where a command runs and for whom. */
export type Place = { folder: string; home: string; user: { uid?: number; gid?: number } };

/** An npm command at work, as in a terminal of its own. */
export type Command = {
  npm: ChildProcess;
  /** Everything that it has printed so far. */
  output(): string;
  hasEnded(): boolean;
  /** Waits until it has printed something. @throws when it ends before that */
  untilPrinted(text: string | RegExp): Promise<void>;
  /** Sends the signal that a terminal sends to all of its foreground processes at Ctrl-C. */
  pressCtrlC(): void;
  /** Waits for its end; gives the exit code of npm. */
  untilEnded(): Promise<number | null>;
};

/** Runs `npm` with the machine's own Node, as a newcomer does. */
export function runNpm({ folder, home, user }: Place, args: string[], settings: Record<string, string> = {}): Command {
  const ofMachine = (process.env.PATH ?? "").split(delimiter).filter((path) => !path.includes("node_modules"));
  const npm = spawn("npm", args, {
    ...user,
    cwd: folder,
    env: {
      ...cleanEnvironment(),
      PATH: ofMachine.join(delimiter),
      HOME: home,
      NODE_ENV: "production",
      npm_config_update_notifier: "false",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const hasEnded = () => npm.exitCode !== null || npm.signalCode !== null;
  const ended = new Promise<number | null>((resolve) => npm.on("close", resolve));
  return {
    npm,
    output: () => output,
    hasEnded,
    async untilPrinted(text) {
      await until(() => {
        if (output.match(text)) return true;
        if (hasEnded()) throw new Error(`It ended early:\n${output}`);
        return false;
      });
    },
    pressCtrlC: () => void process.kill(-Number(npm.pid), "SIGINT"),
    untilEnded: () => ended,
  };
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(holds, { interval: 50, timeout: 60_000 });
}

type Process = { pid: number; command: string };

/** The processes that work in a folder or below it. */
export function processesIn(folder: string): Process[] {
  const real = realpathSync(folder);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const workingIn = readlinkSync(`/proc/${name}/cwd`);
        if (workingIn !== real && !workingIn.startsWith(`${real}/`)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return [{ pid: Number(name), command }];
      } catch {
        // It ended while we looked, or it is a zombie.
        return [];
      }
    });
}

/** The one process in a folder whose command line holds a text. */
export function processOf(folder: string, text: string | RegExp): number {
  const found = processesIn(folder).filter(({ command }) => command.match(text));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} processes match ${text}`);
  return only.pid;
}
