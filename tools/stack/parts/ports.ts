import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { Problem } from "../bootstrap/user-error.mjs";

/** @throws {Problem} when this program could not listen on the port, on every address of the machine */
export async function requirePort(port: number): Promise<void> {
  const trouble = await listenError(port);
  if (trouble === null) return;
  if (trouble === "EACCES") throw new Problem(`Port ${port} needs more rights. Choose another: PORT=3000 npm start`);
  throw new Problem(`Port ${port} is taken by another program. Stop it or choose another: PORT=${port + 1} npm start`);
}

/**
 * Chooses ports for the embedded parts and keeps them in a file, so that addresses stay the same from start to start.
 * @param preferred a port by part; 0: any
 * @param spoken a port that none of them may have
 * @returns for each part the kept port if it is free, else the preferred one if that is, else any free one
 */
export async function choosePorts<Part extends string>(
  file: string,
  preferred: Record<Part, number>,
  spoken: number,
): Promise<Record<Part, number>> {
  const chosen = { ...preferred };
  const kept = readKept(file);
  const used = new Set([spoken]);
  for (const part of Object.keys(preferred) as Part[]) {
    let port = 0;
    for (const candidate of [kept[part] ?? 0, preferred[part]]) {
      if (port === 0 && candidate !== 0 && !used.has(candidate) && (await listenError(candidate)) === null) {
        port = candidate;
      }
    }
    while (port === 0 || used.has(port)) port = await anyFreePort();
    used.add(port);
    chosen[part] = port;
  }
  writeFileSync(file, `${JSON.stringify(chosen, null, 2)}\n`);
  return chosen;
}

/** A port of this machine that nothing listens on. */
export function anyFreePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : 0));
    });
  });
}

function readKept(file: string): Partial<Record<string, number>> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** Tries to listen on a port as a server for everyone and as one for this machine would; null when both can. */
async function listenError(port: number): Promise<string | null> {
  for (const host of ["0.0.0.0", "::", "127.0.0.1"]) {
    const code = await new Promise<string | null>((resolve) => {
      const server = createServer();
      server.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
      server.listen({ port, host, ipv6Only: true }, () => server.close(() => resolve(null)));
    });
    // A machine without IPv6 has no "::" to be taken.
    if (code !== null && code !== "EAFNOSUPPORT" && code !== "EADDRNOTAVAIL") return code;
  }
  return null;
}
