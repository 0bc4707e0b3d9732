import { join } from "node:path";
import { node, root } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/report.mjs";
import type { Run } from "../process/run.ts";
import { cleanEnvironment, packageProgram } from "../settings/environment.ts";
import { ARTEFACT, assembleArtefact } from "./artefact.ts";
import { ensureMade, fingerprint } from "./fingerprint.ts";

const APPLICATION = {
  name: "build",
  stamp: join(ARTEFACT, "built-from"),
  doing: "Building the application",
  done: "Application built",
};

const CLIENT = {
  name: "generate",
  stamp: join(root, "prisma/generated/.made-from"),
  doing: "Generating the database client",
  done: "Database client generated",
};

/** Everything of ours that goes into the artefact. */
const SOURCES = [
  "admin",
  "app",
  "components",
  "lib",
  "messages",
  "public",
  "prisma/*.ts",
  "prisma/before-release",
  "prisma/migrations",
  "prisma/schema",
  "instrumentation.ts",
  "next.config.mjs",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "server.ts",
  "tools/stack/parts/artefact.ts",
  "tools/stack/parts/compile-ahead.ts",
  "tools/stack/parts/record-code.ts",
  "tools/stack/parts/shrink.ts",
  "tsconfig.json",
];
const NOT_BUILT = /\.test\.tsx?$|\.d\.json\.ts$|\.md$/;

/** Such as modules of Node in a bundle for Next's other runtime, which take as long to compile as ours. */
const WARNINGS = /encountered \d+ warnings?/;

/**
 * Generates the Prisma client when the schema or Prisma's version has changed.
 * @throws {Problem} with what Prisma says
 */
export async function ensureClient(run: Run): Promise<void> {
  const wanted = fingerprint(["prisma/schema", "prisma.config.ts", "node_modules/prisma/package.json"]);
  await ensureMade(CLIENT, wanted, async (lock) => {
    const args = [packageProgram("prisma/build/index.js"), "generate"];
    const { code, output } = await run.finish(node, args, { env: cleanEnvironment(), lock });
    if (code !== 0) throw new Problem(`The database client could not be generated:\n${output}`);
  });
}

/**
 * Builds the artefact `dist/` when something that goes into it has changed since the last complete build.
 * @param strict whether Next's output is shown as it comes, and a warning in it counts as a failure
 * @throws {Problem} when it does not build
 */
export async function ensureBuild(run: Run, strict: boolean): Promise<void> {
  const wanted = fingerprint(SOURCES, NOT_BUILT);
  await ensureMade(APPLICATION, wanted, async (lock) => {
    const args = [packageProgram("next/dist/bin/next"), "build"];
    const heard = strict ? (text: string) => void process.stdout.write(text) : undefined;
    const { code, output } = await run.finish(node, args, { env: buildEnvironment(wanted), heard, lock });
    if (code !== 0) throw new Problem(`The application does not build.${strict ? "" : `\n${output}`}`);
    if (strict && WARNINGS.test(output)) throw new Problem("The application builds, but with warnings.");
    await assembleArtefact(run);
  });
}

/**
 * The environment of a build: nobody's settings, and what makes separate builds of the same source understand each
 * other. `next build` would invent a build id, and a salt for the ids of server actions, which it takes from this key.
 * The server replaces the key before it encrypts with it (lib/http/server/share-action-key.ts).
 * @param source the fingerprint
 */
function buildEnvironment(source: string): Record<string, string | undefined> {
  const key = Buffer.from(source, "hex").toString("base64");
  return {
    ...cleanEnvironment(),
    SOURCE_FINGERPRINT: source,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key,
    NODE_ENV: "production",
  };
}
