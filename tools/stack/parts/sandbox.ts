import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Env } from "../../../lib/env.ts";
import { dataFolder, node } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/report.mjs";
import type { Run } from "../process/run.ts";
import { type Ports, SANDBOX_CLIENT_ID } from "../settings/settings.ts";

const READY_WITHIN_MS = 30_000;

/**
 * Starts the sandbox as this installation's ReceiptHero and waits until it is ready.
 * @throws {Problem} with the end of its errors when it does not come up
 */
export async function startSandbox(run: Run, settings: Env, ports: Ports): Promise<ChildProcess> {
  const child = run.start(node, ["sandbox/main.ts"], {
    env: {
      PATH: process.env.PATH,
      SANDBOX_PORT: String(ports.pages),
      SANDBOX_API_PORT: String(ports.api),
      SANDBOX_CONTROL_PORT: String(ports.control),
      SANDBOX_SMTP_PORT: String(ports.smtp),
      SANDBOX_CLIENT_ID,
      SANDBOX_CLIENT_SECRET: settings.RECEIPTHERO_CLIENT_SECRET,
      SANDBOX_CLIENT_NAME: settings.PARTNER_NAME,
      SANDBOX_REDIRECT_URIS: redirectUris(settings.APP_URL).join(","),
      SANDBOX_API_KEY: settings.RECEIPTHERO_API_KEY,
      SANDBOX_WEBHOOK_URL: `${settings.APP_URL}/api/receipthero/webhook`,
      SANDBOX_WEBHOOK_KEY: settings.RECEIPTHERO_WEBHOOK_KEYS[0],
      SANDBOX_DATA: join(dataFolder, "sandbox"),
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors = `${errors}${chunk}`.slice(-2_000);
  });
  child.once("exit", () => process.stderr.write(errors));
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  const isReady = await Promise.race([
    once(child, "message", { signal }).then(() => true),
    once(child, "exit", { signal }).then(() => false),
  ]).catch(() => false);
  if (!isReady) throw new Problem("The sandbox did not start.");
  return child;
}

/** The redirect URIs of an application. */
function redirectUris(appUrl: string): string[] {
  return ["callback", "membership"].map((name) => `${appUrl}/api/receipthero/${name}`);
}
