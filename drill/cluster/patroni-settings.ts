import { dirname } from "node:path";

/** The settings that differ between the nodes. */
type Place = { name: string; address: string; etcd: string; data: string; password: string };

/**
 * The settings of a node, as docs/operations.md recommends them. JSON is YAML.
 *
 * The shorter `ttl` makes a dead leader's lock expire within 20 seconds. `synchronous_mode` answers a commit when
 * another node has it. With `primary_start_timeout` 0, a leader that crashed is replaced at once.
 */
export function patroniSettings({ name, address, etcd, data, password }: Place): string {
  const user = (username: string) => ({ username, password });
  return JSON.stringify(
    {
      scope: "receipthero",
      name,
      restapi: { listen: `${address}:8008`, connect_address: `${address}:8008` },
      etcd3: { host: etcd },
      bootstrap: {
        dcs: {
          ttl: 20,
          loop_wait: 3,
          retry_timeout: 5,
          synchronous_mode: true,
          primary_start_timeout: 0,
          postgresql: {
            use_pg_rewind: true,
            use_slots: true,
            parameters: {
              max_connections: 100,
              max_wal_size: "128MB",
              wal_keep_size: "64MB",
              password_encryption: "scram-sha-256",
            },
          },
        },
        initdb: [{ encoding: "UTF8" }, { locale: "C.UTF-8" }, "data-checksums"],
        pg_hba: [
          "local all all trust",
          "host replication replicator all scram-sha-256",
          "host all all all scram-sha-256",
        ],
      },
      postgresql: {
        listen: `${address}:5432`,
        connect_address: `${address}:5432`,
        data_dir: data,
        pgpass: `${data}.pgpass`,
        // The nodes share the file system of this machine.
        parameters: { unix_socket_directories: dirname(data) },
        authentication: { replication: user("replicator"), superuser: user("postgres"), rewind: user("rewinder") },
      },
    },
    null,
    2,
  );
}
