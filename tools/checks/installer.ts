import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Ending, type Run } from "../stack/process-group.ts";

type Environment = Record<string, string | undefined>;

const INSTALL_WITHIN = 180_000; // ms

/** While this script answers 101, Debian's packages start none of the services that they bring. */
const SERVICE_POLICY = "/usr/sbin/policy-rc.d";

/** Whether this process may install Debian packages: it is root, on Debian itself. */
export function canInstallPackages(): boolean {
  return (
    process.getuid?.() === 0 &&
    existsSync("/etc/os-release") &&
    /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"))
  );
}

/** Installs Debian packages, and starts none of their services. The caller looks for the program to see if it worked. */
export async function installPackages(run: Run, packages: string[], environment: Environment): Promise<void> {
  const env = { ...environment, DEBIAN_FRONTEND: "noninteractive" };
  const isOurPolicy = !existsSync(SERVICE_POLICY);
  if (isOurPolicy) writeFileSync(SERVICE_POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await runInstaller(run, "apt-get", ["update"], env);
    await runInstaller(run, "apt-get", ["install", "-y", "--no-install-recommends", ...packages], env);
  } finally {
    if (isOurPolicy) rmSync(SERVICE_POLICY, { force: true });
  }
}

/** Runs an installer, and prints why it failed. The caller looks for the program to see if it worked. */
export async function runInstaller(run: Run, command: string, args: string[], env: Environment): Promise<void> {
  const options = { env, signal: AbortSignal.timeout(INSTALL_WITHIN) };
  const { code, output } = await run.finish("installer", command, args, options).catch((error: unknown) => {
    if (error instanceof Ending) throw error;
    return { code: 1, output: String(error) };
  });
  if (code === 0) return;
  const lines = output.split("\n");
  console.log(`  ${command} failed: ${lines.find((line) => /error|fail|unable/i.test(line)) ?? lines.at(-1)}`);
}
