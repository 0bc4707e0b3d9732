import { randomInt } from "node:crypto";
import getPort from "get-port";

const TRIES = 20;

/**
 * Finds a free port, below those that Linux gives to outgoing connections. Otherwise an outgoing connection could
 * take the port before its server starts.
 */
export function freePort(): Promise<number> {
  return getPort({ port: Array.from({ length: TRIES }, () => randomInt(20_000, 32_000)) });
}
