import { chownSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../tools/stack/process/run.ts";

/** HAProxy leads to the leader of the nodes, and to a server of the application that is ready. */
type Behind = { nodes: { name: string; address: string }[]; database: number; servers: number[]; web: number };

/**
 * Starts HAProxy. It ends the connections to a node that is no longer the leader: otherwise the application would wait
 * for a machine that is gone.
 */
export function startHaproxy(run: Run, folder: string, { nodes, database, servers, web }: Behind): void {
  const file = join(folder, "haproxy.cfg");
  const lines = [
    "defaults",
    "  timeout connect 1s",
    "listen leader",
    "  mode tcp",
    `  bind 127.0.0.1:${database}`,
    "  timeout client 1h",
    "  timeout server 1h",
    "  timeout check 1s",
    "  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions",
    "  option httpchk GET /primary",
    ...nodes.map(({ name, address }) => `  server ${name} ${address}:5432 check port 8008`),
    "listen web",
    "  mode http",
    `  bind 127.0.0.1:${web}`,
    "  timeout client 60s",
    "  timeout server 60s",
    // A server that is not ready gets no more requests, and finishes those that it has.
    "  timeout check 3s",
    "  default-server inter 1s fall 2 rise 1",
    "  option forwardfor",
    // A connection that was refused reached no server, so another one may be asked.
    "  option redispatch",
    "  retry-on conn-failure",
    "  option httpchk",
    "  http-check send meth GET uri /api/ready hdr Host 127.0.0.1",
    ...servers.map((port) => `  server web${port} 127.0.0.1:${port} check`),
    "",
  ];
  writeFileSync(file, lines.join("\n"));
  const log = openSync(join(folder, "haproxy.log"), "a");
  run.start("haproxy", ["-db", "-f", file], { env: { PATH: process.env.PATH }, stdio: ["ignore", log, log] });
}

/** The place of PgBouncer, the place of the database behind it, and who may connect. */
type Pooling = { port: number; database: number; user: string; password: string };

/** Starts PgBouncer in transaction mode. By default it would try a database that refused it only after 15 seconds. */
export function startPgbouncer(
  run: Run,
  folder: string,
  owner: { uid: number; gid: number },
  { port, database, user, password }: Pooling,
): void {
  const [file, users] = [join(folder, "pgbouncer.ini"), join(folder, "pgbouncer-users.txt")];
  const lines = [
    "[databases]",
    `* = host=127.0.0.1 port=${database}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${users}`,
    "pool_mode = transaction",
    "server_login_retry = 1",
    "",
  ];
  writeFileSync(file, lines.join("\n"), { mode: 0o600 });
  writeFileSync(users, `"${user}" "${password}"\n`, { mode: 0o600 });
  for (const path of [file, users]) chownSync(path, owner.uid, owner.gid);
  const log = openSync(join(folder, "pgbouncer.log"), "a");
  run.start("pgbouncer", [file], { ...owner, env: { PATH: process.env.PATH }, stdio: ["ignore", log, log] });
}
