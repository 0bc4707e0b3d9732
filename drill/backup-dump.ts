import { join } from "node:path";
import type { Run } from "../tools/stack/process/run.ts";
import { rehearseBackup } from "./parts/backup.ts";
import { makePostgres } from "./parts/postgres.ts";

/** A backup with `pg_dump` while the application works, and the restore of it into another PostgreSQL. */
export async function backupDump(run: Run): Promise<void> {
  await rehearseBackup(run, (folder, owner) => {
    const dump = join(folder, "receipthero.dump");
    return {
      settings: [],
      file: dump,
      async backUp(postgres, snapshot) {
        snapshot();
        await postgres.program("pg_dump", ["--format=custom", `--file=${dump}`, postgres.url("receipthero")]);
      },
      async restore() {
        const postgres = await makePostgres(run, join(folder, "restored"), owner, []);
        await postgres.program("createdb", [`--maintenance-db=${postgres.url("postgres")}`, "receipthero"]);
        const target = `--dbname=${postgres.url("receipthero")}`;
        await postgres.program("pg_restore", ["--exit-on-error", "--no-owner", target, dump]);
        return postgres;
      },
    };
  });
}
