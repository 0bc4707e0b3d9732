import { defineCommand } from "@/admin/command";
import { purge } from "@/lib/background/purge";

export const purgeCommand = defineCommand({
  name: "purge",
  summary: "delete what was kept long enough, now",
  usage: "",
  help: `Deletes and erases what was kept long enough, as the sweep of each server does every 30 seconds. The
servers may run. docs/data.md says how long each thing is kept.`,
  options: {},
  run: async ({ operator, progress }) => {
    const rows = await purge(operator, (done) => progress(done, null));
    const lines = Object.entries(rows).map(([kind, count]) => `${String(count).padStart(8)}  ${kind}`);
    return { isFine: true, data: { rows }, lines: lines.length > 0 ? lines : ["Nothing was due."] };
  },
});
