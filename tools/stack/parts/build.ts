import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locked } from "../bootstrap/lock.mjs";
import { node, root } from "../bootstrap/paths.mjs";
import { step } from "../bootstrap/progress.mjs";
import { Problem } from "../bootstrap/user-error.mjs";
import type { Run } from "../process-group.ts";
import { cleanEnvironment, packageProgram } from "../settings/environment.ts";
import { fingerprint, readStamp } from "./fingerprint.ts";

const STAMP = join(root, ".next/built-from");

/** Everything of ours that `next build` reads. */
export const SOURCES = [
  "app",
  "components",
  "lib",
  "messages",
  "public",
  "prisma/schema",
  "instrumentation.ts",
  "next.config.mjs",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];
const NOT_BUILT = /\.test\.tsx?$|\.d\.json\.ts$|\.md$/;

/**
 * Builds the application when something that goes into it has changed since the last complete build.
 * @param live whether Next's output is shown as it comes, or else only when the build fails
 * @throws {Problem} when it does not build
 */
export async function ensureBuild(run: Run, live: boolean): Promise<void> {
  const wanted = sourceFingerprint();
  if (readStamp(STAMP) === wanted) return;
  await locked("build", "building the application", async (alsoHeldBy) => {
    if (readStamp(STAMP) === wanted) return;
    rmSync(STAMP, { force: true });
    await step("Building the application", "Application built", async () => {
      const { code, output } = await run.finish("build", node, [packageProgram("next/dist/bin/next"), "build"], {
        env: buildEnvironment(wanted),
        live,
        started: alsoHeldBy,
      });
      if (code !== 0) throw new Problem(`The application does not build.\n${output}`);
    });
    writeFileSync(STAMP, wanted);
  });
}

/** The fingerprint of what a build is made from, in hex. */
export function sourceFingerprint(): string {
  return fingerprint(SOURCES, NOT_BUILT);
}

/**
 * The environment of a build: nobody's settings, and what makes separate builds of the same source understand each
 * other. `next build` would invent a build id, and a salt for the ids of server actions, which it takes from this key.
 * The server replaces the key before it encrypts with it (lib/http/server/share-action-key.ts).
 * @param source the fingerprint
 */
export function buildEnvironment(source: string): Record<string, string | undefined> & { NODE_ENV: "production" } {
  const key = Buffer.from(source, "hex").toString("base64");
  return {
    ...cleanEnvironment(),
    SOURCE_FINGERPRINT: source,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key,
    NODE_ENV: "production",
  };
}
