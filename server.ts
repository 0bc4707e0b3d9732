// The program of dist/server.js. It checks the settings, and then becomes Next's standalone server.

import "./lib/require-node.ts";
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { endAtSignal } from "./lib/end-at-signal.ts";
import { type Env, readEnv, SettingsError } from "./lib/env.ts";
import { guardRequests } from "./lib/http/server/guard-requests.ts";
import { ignoreUpgrades } from "./lib/http/server/ignore-upgrades.ts";
import { watchFirstRequests } from "./lib/http/server/watch-requests.ts";
import { COMPILED_CODE, takeCompiledCode } from "./lib/start/compiled-code.ts";
import { holdNewSpace } from "./lib/start/new-space.ts";

endAtSignal();
holdNewSpace();
const { HOST, PORT, KEEP_ALIVE_TIMEOUT } = readSettings();
Object.assign(process.env, {
  PORT: String(PORT),
  HOSTNAME: HOST ?? allAddresses(),
  KEEP_ALIVE_TIMEOUT: String(KEEP_ALIVE_TIMEOUT),
  // lib/http/server/stop-at-signal.ts ends the server.
  NEXT_MANUAL_SIG_HANDLE: "true",
  // The settings are those of the environment. Next would also read a file `.env` beside this one.
  __NEXT_PROCESSED_ENV: "true",
  NEXT_TELEMETRY_DISABLED: "1",
});

// Next listens before it calls instrumentation.ts. A development server, which this is not, upgrades connections to its page.
ignoreUpgrades();
guardRequests();
watchFirstRequests();

// The build itself starts this once without the file, to make it.
const { dirname: folder } = import.meta;
if (existsSync(join(folder, COMPILED_CODE))) takeCompiledCode(folder);

// Next changes to its own folder, but a setting may name a file relative to the folder that this was started in.
const startedIn = process.cwd();
await import(new URL("./next-server.js", import.meta.url).href);
process.chdir(startedIn);

function readSettings(): Env {
  try {
    return readEnv(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(`✗ ${error.message}`);
    process.exit(1);
  }
}

/** Next has no name for all addresses of the machine: it would take those of IPv4 alone. */
function allAddresses(): string {
  const addresses = Object.values(networkInterfaces()).flat();
  return addresses.some((address) => address?.family === "IPv6") ? "::" : "0.0.0.0";
}
