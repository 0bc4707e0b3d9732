import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";

/** The folder of Debian's PostgreSQL. The embedded one lacks pg_dump and pg_basebackup. */
export const POSTGRES_PROGRAMS = "/usr/lib/postgresql/15/bin";

/** Each program that a drill may need, and Debian's package with it. */
const PACKAGES: Record<string, string> = {
  [join(POSTGRES_PROGRAMS, "initdb")]: "postgresql-15",
  patroni: "patroni",
  etcd: "etcd-server",
  haproxy: "haproxy",
  pgbouncer: "pgbouncer",
  ip: "iproute2",
};

/** The programs of a database that does not fail over. */
export const POSTGRES = [join(POSTGRES_PROGRAMS, "initdb")];

/** The programs of a cluster. */
export const ALL = Object.keys(PACKAGES);

/**
 * Makes sure that a drill finds its programs, and that it may use them.
 * @throws {Problem} with the command that installs what is missing
 */
export function needPrograms(names: string[]): void {
  if (process.getuid?.() !== 0) {
    throw new Problem("A drill starts PostgreSQL as the user postgres, so run it as root on a machine for tests.");
  }
  const missing = names.filter((name) => !isInstalled(name)).map((name) => PACKAGES[name]);
  if (missing.length > 0) {
    throw new Problem(`Some programs are not installed. Run: apt-get install -y ${missing.join(" ")}`);
  }
}

function isInstalled(name: string): boolean {
  if (name.startsWith("/")) return existsSync(name);
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => existsSync(join(folder, name)));
}
