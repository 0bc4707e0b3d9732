import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { redirectUris } from "../../e2e/fixtures/app.ts";
import { type Sandbox, startSandbox } from "../../e2e/fixtures/sandbox.ts";
import { node } from "../../tools/stack/bootstrap/paths.mjs";
import { untilHealthy } from "../../tools/stack/parts/app.ts";
import { ARTEFACT } from "../../tools/stack/parts/artefact.ts";
import { migrate } from "../../tools/stack/parts/migrate.ts";
import type { Run } from "../../tools/stack/process/run.ts";
import { SETTINGS_ARE_READ } from "../../tools/stack/settings/environment.ts";

/** The application of a drill, with a sandbox as its ReceiptHero. */
export type Application = {
  url: string;
  webhookKey: string;
  keys: { id: string; key: Buffer }[];
  sandbox: Sandbox;
  /** The environment of a server, but for its address. */
  settings: Record<string, string | undefined>;
  /** Runs `npm run admin -- verify` on a database, and gives its exit code and its output. */
  verify(databaseUrl: string): Promise<{ code: number; output: string }>;
  /** Starts a server, and waits until it is ready. `databaseUrl`: of another database than before. */
  startServer(port: number, role: "all" | "web" | "worker", databaseUrl?: string): Promise<Server>;
};

export type Server = { port: number; kill(signal?: "SIGKILL" | "SIGTERM"): Promise<void> };

/** `url`: the address of all servers, which the sandbox and visitors use. */
type Place = { folder: string; url: string; databaseUrl: string; directUrl: string };

/**
 * Migrates the database, and starts the sandbox.
 * @param migrateDatabase migrates it otherwise than this version does
 */
export async function prepareApplication(
  run: Run,
  place: Place,
  migrateDatabase = (url: string) => migrate(run, { DATABASE_URL: url }),
): Promise<Application> {
  const { folder, url, databaseUrl, directUrl } = place;
  await migrateDatabase(directUrl);
  const secret = () => randomBytes(24).toString("hex");
  const hidden = { clientSecret: secret(), apiKey: secret(), webhookKey: secret() };
  const key = randomBytes(32);
  const sandbox = await startSandbox({
    SANDBOX_CLIENT_ID: "drill",
    SANDBOX_CLIENT_SECRET: hidden.clientSecret,
    SANDBOX_REDIRECT_URIS: redirectUris(url).join(","),
    SANDBOX_API_KEY: hidden.apiKey,
    SANDBOX_WEBHOOK_URL: `${url}/api/receipthero/webhook`,
    SANDBOX_WEBHOOK_KEY: hidden.webhookKey,
  });
  const settings = {
    PATH: process.env.PATH,
    ...SETTINGS_ARE_READ,
    NODE_ENV: "production",
    APP_URL: url,
    DATABASE_URL: databaseUrl,
    DATABASE_DIRECT_URL: directUrl,
    AUTH_SECRET: secret(),
    TOKEN_KEYS: `drill:${key.toString("base64")}`,
    EMAIL_SERVER: sandbox.smtp,
    EMAIL_FROM: "drill@example.com",
    RECEIPTHERO_PAGES_URL: sandbox.pages,
    RECEIPTHERO_API_URL: sandbox.api,
    RECEIPTHERO_CLIENT_ID: "drill",
    RECEIPTHERO_CLIENT_SECRET: hidden.clientSecret,
    RECEIPTHERO_API_KEY: hidden.apiKey,
    RECEIPTHERO_WEBHOOK_KEYS: hidden.webhookKey,
    WEBHOOK_ALLOW_PRIVATE: "on",
  };
  return {
    url,
    webhookKey: hidden.webhookKey,
    keys: [{ id: "drill", key }],
    sandbox,
    settings,
    verify: (url) =>
      run.finish(node, ["--conditions=react-server", "tools/stack/admin.ts", "verify"], {
        env: { ...settings, DATABASE_URL: url, DATABASE_DIRECT_URL: url },
      }),
    async startServer(port, role, otherUrl) {
      const log = openSync(join(folder, `server-${port}.log`), "a");
      const other = otherUrl && { DATABASE_URL: otherUrl, DATABASE_DIRECT_URL: otherUrl };
      const env = { ...settings, ...other, HOST: "127.0.0.1", PORT: String(port), ROLE: role };
      const child = run.start(node, [join(ARTEFACT, "server.js")], {
        env,
        stdio: ["ignore", log, log],
        kind: "application",
      });
      await untilHealthy(`http://127.0.0.1:${port}`, () => hasEnded(child));
      return { port, kill: (signal = "SIGKILL") => kill(child, signal) };
    },
  };
}

/** Whether a program is gone. */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Ends a program, and waits until it is gone. */
export async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
