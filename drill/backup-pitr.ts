import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Run } from "../tools/stack/process/run.ts";
import { rehearseBackup, WORKED_SECONDS } from "./parts/backup.ts";
import { until } from "./parts/poll.ts";
import { query, startPostgres } from "./parts/postgres.ts";

/**
 * A base backup and the archive of what came after it. Somebody deletes all notifications by mistake, and the database is
 * brought back to the second before.
 */
export async function backupPitr(run: Run): Promise<void> {
  await rehearseBackup(run, (folder, owner) => {
    const [base, archive] = [join(folder, "base"), join(folder, "archive")];
    for (const path of [base, archive]) {
      mkdirSync(path, { mode: 0o700 });
      chownSync(path, owner.uid, owner.gid);
    }
    let target = "";
    return {
      settings: ["archive_mode=on", `archive_command=cp %p ${archive}/%f`],
      file: base,
      async backUp(postgres, snapshot) {
        await postgres.program("pg_basebackup", [
          `--pgdata=${base}`,
          "--checkpoint=fast",
          `--dbname=${postgres.url("")}`,
        ]);
        await sleep(WORKED_SECONDS * 1_000);
        snapshot();
        const url = postgres.url("receipthero");
        const { rows } = await query<{ now: string }>(url, "SELECT clock_timestamp()::text AS now");
        target = rows[0]?.now ?? "";
        await sleep(1_000);
        await query(url, `TRUNCATE "Notification"`);
        const { rows: files } = await query<{ name: string }>(url, "SELECT pg_walfile_name(pg_switch_wal()) AS name");
        await until("the last WAL is archived", 60, async () => {
          const done = `SELECT last_archived_wal >= '${files[0]?.name}' AS done FROM pg_stat_archiver`;
          return (await query<{ done: boolean }>(url, done)).rows[0]?.done === true;
        });
      },
      async restore() {
        writeFileSync(join(base, "recovery.signal"), "");
        chownSync(join(base, "recovery.signal"), owner.uid, owner.gid);
        return startPostgres(run, base, owner, [
          `restore_command=cp ${archive}/%f %p`,
          `recovery_target_time=${target}`,
          "recovery_target_action=promote",
        ]);
      },
    };
  });
}
