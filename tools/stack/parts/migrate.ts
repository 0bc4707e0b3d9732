import { WAITING } from "../../../prisma/migration-lock.ts";
import { node } from "../bootstrap/paths.mjs";
import { Problem, step } from "../bootstrap/report.mjs";
import type { Run } from "../process/run.ts";
import type { Given } from "../settings/settings.ts";

/**
 * Brings the tables of the database that the settings name up to date.
 * @throws {Problem} with what the migrations say
 */
export async function migrate(run: Run, environment: Given): Promise<void> {
  await step("Updating the tables", "Tables up to date", async () => {
    const { code, output } = await run.finish(node, ["prisma/main.ts"], {
      env: environment,
      heard: (text) => {
        if (text.includes(WAITING)) console.log(`  ${WAITING}`);
      },
    });
    if (code !== 0) throw new Problem(output);
  });
}
