import { readdirSync } from "node:fs";

/** The name of the newest migration in the folder beside this file. */
export function newestMigration(): string {
  const entries = readdirSync(new URL("./migrations/", import.meta.url), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.sort().at(-1) ?? "";
}
