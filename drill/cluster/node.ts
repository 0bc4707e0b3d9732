import { chmodSync, chownSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Run } from "../../tools/stack/process/run.ts";
import { POSTGRES_PROGRAMS } from "../parts/programs.ts";
import { HOST_ADDRESS, killAll, type Namespace, setCable } from "./namespace.ts";
import { patroniSettings } from "./patroni-settings.ts";

/** The size of a node's disk. */
const DISK = "1g";

/**
 * PostgreSQL refuses every change once its disk is full, and stays the leader: Patroni does not look at disks. So each
 * node looks at its own every two seconds, and stops Patroni when less than this is free. In KiB.
 */
const FREE = 50_000;
const GUARD = `while sleep 2; do [ "$(df --output=avail "$1" | tail -n 1)" -gt ${FREE} ] || kill "$2"; done`;

/** A PostgreSQL with its Patroni, on a machine of its own as far as it can tell. */
export type Node = {
  name: string;
  address: string;
  /** Starts Patroni, and the guard of its disk, which ends with it. */
  start(): void;
  kill(): Promise<void>;
  setCable(state: "up" | "down"): Promise<void>;
  fillDisk(): Promise<void>;
  clearDisk(): Promise<void>;
  /** Gives its disk back. */
  remove(): Promise<void>;
};

/**
 * Makes a node. Its disk is a small file system of its own, in memory.
 * @param folder of the drill
 * @param owner the user postgres
 */
export async function makeNode(
  run: Run,
  folder: string,
  { name, address }: Namespace,
  owner: { uid: number; gid: number },
  password: string,
): Promise<Node> {
  const disk = join(folder, name);
  const filler = join(disk, "filler");
  const settings = join(folder, `${name}.yml`);
  mkdirSync(disk);
  await execa("mount", ["-t", "tmpfs", "-o", `size=${DISK},uid=${owner.uid},gid=${owner.gid},mode=700`, "tmpfs", disk]);
  const data = join(disk, "data");
  writeFileSync(settings, patroniSettings({ name, address, etcd: `${HOST_ADDRESS}:2379`, data, password }));
  chownSync(settings, owner.uid, owner.gid);
  chmodSync(settings, 0o600);
  const as = ["setpriv", `--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--init-groups"];
  return {
    name,
    address,
    start() {
      const log = openSync(join(folder, `${name}.log`), "a");
      const env = { PATH: `${POSTGRES_PROGRAMS}:${process.env.PATH}`, LC_ALL: "C.UTF-8", HOME: disk };
      const command = ["netns", "exec", name, ...as, "patroni", settings];
      const patroni = run.start("ip", command, { env, cwd: "/", stdio: ["ignore", log, log] });
      const guard = run.start("sh", ["-c", GUARD, "sh", disk, String(patroni.pid)], { env, stdio: "ignore" });
      patroni.once("exit", () => guard.kill());
    },
    kill: () => killAll(name),
    setCable: (state) => setCable(name, state),
    async fillDisk() {
      // It takes all that is left and then fails, as it should.
      await execa("dd", ["if=/dev/zero", `of=${filler}`, "bs=64k"], { reject: false });
    },
    async clearDisk() {
      await execa("rm", ["-f", filler]);
    },
    async remove() {
      await execa("umount", [disk], { reject: false });
    },
  };
}
