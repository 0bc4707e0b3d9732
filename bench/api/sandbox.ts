import { once } from "node:events";
import { node } from "../../tools/stack/bootstrap/paths.mjs";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";
import type { Run } from "../../tools/stack/process/run.ts";

/** The partner application that the sandbox knows, as in `startApplication`. */
export const CLIENT = { id: "bench", secret: "bench" };

/** A running sandbox: its URLs, and its client's redirect URIs. */
export type Sandbox = { pages: string; api: string; allow(redirectUris: string[]): Promise<void> };

/**
 * Starts a sandbox that keeps its state in memory.
 * @throws {Problem} when it does not start
 */
export async function startSandbox(run: Run): Promise<Sandbox> {
  const child = run.start(node, ["sandbox/main.ts"], {
    env: { PATH: process.env.PATH, SANDBOX_PORT: "0" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const signal = AbortSignal.timeout(30_000);
  const [ready] = await once(child, "message", { signal }).catch(() => {
    throw new Problem("The sandbox did not start.");
  });
  const { pages, api, control } = ready as { pages: string; api: string; control: string };
  return {
    pages,
    api,
    async allow(redirectUris) {
      const body = JSON.stringify({ ...CLIENT, redirectUris });
      const headers = { "Content-Type": "application/json" };
      const { ok, status } = await fetch(`${control}/clients`, { method: "POST", headers, body });
      if (!ok) throw new Problem(`The sandbox did not take the client: status ${status}.`);
    },
  };
}
