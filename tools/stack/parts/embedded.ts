import { join } from "node:path";
import type { Env } from "../../../lib/env.ts";
import { dataFolder } from "../bootstrap/paths.mjs";
import { makeDataFolder } from "../settings/data-folder.ts";
import { keepSecrets } from "../settings/secrets.ts";
import { checkSettings, EMBEDDED_PORTS, fillIn, type Given, type Ports } from "../settings/settings.ts";
import { choosePorts, readPorts } from "./ports.ts";
import { DATABASE, databaseUrl, type Server } from "./postgres.ts";

/** The embedded parts of this checkout, which keep everything in `.data/`. */
export type Embedded = {
  /** The folder of their logs. */
  logs: string;
  /** The settings, except for ports, which are found free later. */
  settings: Env;
  /** The ports of the server that runs, or ran last. */
  keptPorts(): Ports;
  choosePorts(): Promise<Ports>;
  database(ports: Ports): Server;
  /** The settings with which the application uses them. */
  environment(ports: Ports): Given;
};

/**
 * Opens the folder of the embedded parts. It starts nothing.
 * @throws {Problem} naming each setting that is wrong, or when the folder cannot be used
 */
export function openEmbedded(given: Given): Embedded {
  const logs = makeDataFolder("log");
  const secrets = keepSecrets(join(dataFolder, "secrets.json"));
  const portsFile = join(dataFolder, "ports.json");
  const database = ({ postgres }: Ports): Server => ({
    data: join(dataFolder, "postgres"),
    log: join(logs, "postgres.log"),
    port: postgres,
    password: secrets.databasePassword,
  });
  const environment = (ports: Ports) => fillIn(given, secrets, ports, databaseUrl(database(ports), DATABASE));
  const settings = checkSettings(environment(EMBEDDED_PORTS));
  return {
    logs,
    settings,
    keptPorts: () => ({ ...EMBEDDED_PORTS, ...readPorts(portsFile) }),
    choosePorts: () => choosePorts(portsFile, EMBEDDED_PORTS, settings.PORT),
    database,
    environment,
  };
}
