import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locked } from "../bootstrap/lock.mjs";
import { node, root } from "../bootstrap/paths.mjs";
import { step } from "../bootstrap/progress.mjs";
import { Problem } from "../bootstrap/user-error.mjs";
import type { Run } from "../process-group.ts";
import { cleanEnvironment, packageProgram } from "../settings/environment.ts";
import { fingerprint, readStamp } from "./fingerprint.ts";

const STAMP = join(root, "prisma/generated/.made-from");

/**
 * Generates the Prisma client when the schema or Prisma's version changed.
 * @throws {Problem} with what Prisma says
 */
export async function ensureClient(run: Run): Promise<void> {
  const wanted = fingerprint(["prisma/schema", "prisma.config.ts", "node_modules/prisma/package.json"]);
  if (readStamp(STAMP) === wanted) return;
  await locked("generate", "generating the database client", async (alsoHeldBy) => {
    if (readStamp(STAMP) === wanted) return;
    rmSync(STAMP, { force: true });
    await step("Generating the database client", "Database client generated", async () => {
      const args = [packageProgram("prisma/build/index.js"), "generate"];
      const { code, output } = await run.finish("generate", node, args, {
        env: cleanEnvironment(),
        started: alsoHeldBy,
      });
      if (code !== 0) throw new Problem(`The database client could not be generated:\n${output}`);
    });
    writeFileSync(STAMP, wanted);
  });
}
