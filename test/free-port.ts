import { randomInt } from "node:crypto";
import getPort from "get-port";

const TRIES = 20;

/**
 * Finds a free port, below those that Linux gives to outgoing connections. Between the choice and its server's start, one of
 * thousands of connections could else take it.
 */
export function freePort(): Promise<number> {
  return getPort({ port: Array.from({ length: TRIES }, () => randomInt(20_000, 32_000)) });
}
