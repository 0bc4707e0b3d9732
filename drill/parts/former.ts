import { existsSync, globSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { node, root } from "../../tools/stack/bootstrap/paths.mjs";
import { Problem, step } from "../../tools/stack/bootstrap/report.mjs";
import type { Run } from "../../tools/stack/process/run.ts";
import { makeDataFolder } from "../../tools/stack/settings/data-folder.ts";
import { cleanEnvironment, npmEnvironment, SETTINGS_ARE_READ } from "../../tools/stack/settings/environment.ts";
import { type Application, hasEnded, kill, type Server } from "./application.ts";

/** In seconds. */
const HEALTHY_WITHIN = 60;
const POLL_MS = 100;

/** A former version of the application, in a checkout of its own. */
export type Former = {
  /** The folder of the checkout. */
  checkout: string;
  /** Brings a database to the schema of that version. */
  migrate(databaseUrl: string): Promise<void>;
  /** Starts a server of that version. `log`: the file for what it says. */
  startServer(settings: Application["settings"], port: number, log: string): Promise<Server>;
};

/**
 * Builds a former version with the packages of its own package-lock.json. It stays for the next drill.
 * @throws {Problem} when git does not know the commit, or it does not build
 */
export async function buildFormer(run: Run, commit: string): Promise<Former> {
  const checkout = makeDataFolder(`former-${commit}`);
  const finish = async (command: string, args: string[], cwd: string, env = cleanEnvironment()) => {
    const { code, output } = await run.finish(command, args, { env, cwd });
    if (code !== 0) throw new Problem(`${command} ${args.join(" ")} failed:\n${output}`);
  };
  const own = (...args: string[]) =>
    finish(node, ["--conditions=react-server", join(root, "drill/parts/in-former.ts"), ...args], checkout);
  await step(`Building ${commit}, which takes minutes`, `${commit} is built`, async () => {
    if (!existsSync(join(checkout, "package.json"))) {
      await finish("git", ["clone", "--quiet", "--no-checkout", root, checkout], root);
      await finish("git", ["checkout", "--quiet", "--detach", commit], checkout);
    }
    await finish("node", ["tools/stack/bootstrap/install.mjs"], checkout, npmEnvironment());
    await own("build");
  });
  return {
    checkout,
    migrate: (databaseUrl) => own("migrate", databaseUrl),
    async startServer(settings, port, log) {
      const output = openSync(log, "a");
      const child = run.start(join(checkout, "node_modules/.bin/node"), serverOf(checkout, port), {
        cwd: checkout,
        env: { ...settings, ...SETTINGS_ARE_READ, HOST: "127.0.0.1", PORT: String(port), ROLE: "all" },
        stdio: ["ignore", output, output],
        kind: "application",
      });
      await untilItAnswers(`http://127.0.0.1:${port}/api/health`, () => hasEnded(child));
      return { port, kill: (signal = "SIGKILL") => kill(child, signal) };
    },
  };
}

/** The paths of the pages of staff that need no id. */
export function staffPages(checkout: string): string[] {
  const files = globSync("app/(admin)/admin/**/page.tsx", { cwd: checkout });
  const paths = files.map((file) => file.replace("app/(admin)", "").replace("/page.tsx", ""));
  return paths.filter((path) => !path.includes("[")).sort();
}

/** Before there was dist/, Next's own command served. */
function serverOf(checkout: string, port: number): string[] {
  if (existsSync(join(checkout, "dist/server.js"))) return [join(checkout, "dist/server.js")];
  return [join(checkout, "node_modules/next/dist/bin/next"), "start", "-p", String(port), "-H", "127.0.0.1"];
}

/** Every version has /api/health, and /api/ready came later. */
async function untilItAnswers(url: string, isGone: () => boolean): Promise<void> {
  for (const end = Date.now() + HEALTHY_WITHIN * 1_000; Date.now() < end; await sleep(POLL_MS)) {
    if (isGone()) throw new Problem("The former server ended at its start.");
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
  }
  throw new Problem(`The former server was not healthy within ${HEALTHY_WITHIN} s.`);
}
