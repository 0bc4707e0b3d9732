import { WAITING } from "../../../prisma/migration-lock.ts";
import { node } from "../bootstrap/paths.mjs";
import { step } from "../bootstrap/progress.mjs";
import { Problem } from "../bootstrap/user-error.mjs";
import type { Run } from "../process-group.ts";
import type { Given } from "../settings/settings.ts";

/**
 * Brings the tables of the database that the settings name up to date.
 * @throws {Problem} with what the migrations say
 */
export async function migrate(run: Run, environment: Given): Promise<void> {
  await step("Updating the tables", "Tables up to date", async () => {
    const { code, output } = await run.finish("migrate", node, ["prisma/migrate.ts"], {
      env: environment,
      heard: (text) => {
        if (text.includes(WAITING)) console.log(`  ${WAITING}`);
      },
    });
    if (code !== 0) throw new Problem(output);
  });
}
