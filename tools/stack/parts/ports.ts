import { readFileSync, writeFileSync } from "node:fs";
import getPort from "get-port";
import { z } from "zod";
import { Problem } from "../bootstrap/report.mjs";

/** The ports below this one are for root alone, on most systems. */
const FIRST_FREE_FOR_ALL = 1024;

const portsFile = z.record(z.string(), z.number());

/** @throws {Problem} when this program could not listen on the port, on every address of the machine */
export async function requirePort(port: number): Promise<void> {
  if ((await getPort({ port })) === port) return;
  const why = port < FIRST_FREE_FOR_ALL ? "needs more rights, or is taken" : "is taken by another program";
  throw new Problem(`Port ${port} ${why}. Stop that program or choose another port, as in: PORT=3001 npm start`);
}

/**
 * Chooses ports for the embedded parts and keeps them in a file, so that addresses stay the same from start to start.
 * @param preferred a port by part; 0: any
 * @param reserved a port that none of them may have
 * @returns for each part the kept port if it is free, else the preferred one if that is, else any free one
 */
export async function choosePorts<Part extends string>(
  file: string,
  preferred: Record<Part, number>,
  reserved: number,
): Promise<Record<Part, number>> {
  const kept = readPorts(file);
  const chosen = { ...preferred };
  for (const part in preferred) {
    const port = [kept[part] ?? 0, preferred[part]].filter((candidate) => candidate !== 0);
    chosen[part] = await getPort({ port, exclude: [reserved] });
  }
  writeFileSync(file, `${JSON.stringify(chosen, null, 2)}\n`);
  return chosen;
}

/** The ports that a file keeps, by part; none when it is missing, or half written by a start that was killed. */
export function readPorts(file: string): Record<string, number | undefined> {
  try {
    return portsFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}
