import { openSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/stack/bootstrap/paths.mjs";
import type { Run } from "../../tools/stack/process/run.ts";

/**
 * Starts Caddy with the Caddyfile of compose.yaml.
 * @param site the URL that it serves, which is APP_URL
 * @param servers the ports of the servers behind it
 */
export function startCaddy(run: Run, folder: string, site: string, servers: number[]): void {
  const log = openSync(join(folder, "caddy.log"), "w");
  run.start("caddy", ["run", "--adapter", "caddyfile", "--config", join(root, "ops/Caddyfile")], {
    env: {
      PATH: process.env.PATH,
      XDG_CONFIG_HOME: folder,
      XDG_DATA_HOME: folder,
      SITE: site,
      SERVERS: servers.map((port) => `127.0.0.1:${port}`).join(" "),
    },
    stdio: ["ignore", log, log],
  });
}
