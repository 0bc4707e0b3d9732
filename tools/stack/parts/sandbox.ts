import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Env } from "../../../lib/env.ts";
import { dataFolder, node } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/user-error.mjs";
import { Ending, type Run } from "../process-group.ts";
import { type Ports, SANDBOX_CLIENT_ID } from "../settings/settings.ts";

const READY_WITHIN = 30_000; // ms
const RESTART_AFTER = 1_000; // ms

/**
 * Starts the sandbox as this installation's ReceiptHero, waits until it is ready, and starts it again when it crashes.
 * @throws {Problem} when it does not come up
 */
export async function startSandbox(run: Run, settings: Env, ports: Ports): Promise<void> {
  const callbacks = ["callback", "membership"].map((name) => `${settings.APP_URL}/api/receipthero/${name}`);
  const environment = {
    PATH: process.env.PATH,
    SANDBOX_PORT: String(ports.pages),
    SANDBOX_API_PORT: String(ports.api),
    SANDBOX_CONTROL_PORT: String(ports.control),
    SANDBOX_SMTP_PORT: String(ports.smtp),
    SANDBOX_CLIENT_ID,
    SANDBOX_CLIENT_SECRET: settings.RECEIPTHERO_CLIENT_SECRET,
    SANDBOX_CLIENT_NAME: settings.PARTNER_NAME,
    SANDBOX_REDIRECT_URIS: callbacks.join(","),
    SANDBOX_API_KEY: settings.RECEIPTHERO_API_KEY,
    SANDBOX_WEBHOOK_URL: `${settings.APP_URL}/api/receipthero/webhook`,
    SANDBOX_WEBHOOK_KEY: settings.RECEIPTHERO_WEBHOOK_KEYS[0],
    SANDBOX_DATA: join(dataFolder, "sandbox"),
  };
  await startOnce(run, environment);
}

async function startOnce(run: Run, environment: Record<string, string | undefined>): Promise<void> {
  const child = run.start("sandbox", node, ["sandbox/main.ts"], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let errors = "";
  child.stdout?.resume();
  child.stderr?.on("data", (chunk) => {
    errors = `${errors}${chunk}`.slice(-2_000);
  });

  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, READY_WITHIN, false);
  child.once("message", () => resolve(true));
  child.once("error", () => resolve(false));
  child.once("exit", () => resolve(false));
  const ready = await promise;
  clearTimeout(timer);
  if (!ready) throw new Problem(`The sandbox did not start.\n${errors.trim()}`);

  child.once("exit", async (code, signal) => {
    await sleep(RESTART_AFTER);
    try {
      if (run.isEnding()) return;
      console.error(
        `✗ The sandbox stopped by itself (${signal ?? `exit code ${code}`}) and is started again.\n${errors.trim()}`,
      );
      await startOnce(run, environment);
      console.log("✓ Sandbox started again");
    } catch (error) {
      if (!(error instanceof Ending)) console.error(`✗ ${error instanceof Error ? error.message : error}`);
    }
  });
}
