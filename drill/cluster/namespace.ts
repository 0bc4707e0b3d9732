import { execa } from "execa";

// Each node has a network namespace of its own, so that pulling its cable is what it is: nothing gets through.

const BRIDGE = "rhc-drill";

/** RFC 2544 reserves these addresses for tests. */
const SUBNET = "198.18.77";

/** The address of everything that is outside of the nodes. */
export const HOST_ADDRESS = `${SUBNET}.254`;

/** A node's place: its namespace, which its cable is named after, and its address. */
export type Namespace = { name: string; address: string };

/** Connects namespaces with this machine. What a killed drill left is removed first. */
export async function openNetwork(numbers: number[]): Promise<Namespace[]> {
  const namespaces = numbers.map((number) => ({ name: `${BRIDGE}-${number}`, address: `${SUBNET}.${number}` }));
  await closeNetwork(namespaces);
  await ip("link", "add", BRIDGE, "type", "bridge");
  await ip("addr", "add", `${HOST_ADDRESS}/24`, "dev", BRIDGE);
  await ip("link", "set", BRIDGE, "up");
  for (const { name, address } of namespaces) {
    await ip("netns", "add", name);
    await ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
    await ip("link", "set", name, "master", BRIDGE, "up");
    await ip("-n", name, "addr", "add", `${address}/24`, "dev", "eth0");
    for (const device of ["lo", "eth0"]) await ip("-n", name, "link", "set", device, "up");
  }
  return namespaces;
}

/** Kills what runs in the namespaces, and removes them. */
export async function closeNetwork(namespaces: Namespace[]): Promise<void> {
  for (const { name } of namespaces) {
    await killAll(name).catch(() => {});
    await ip("netns", "delete", name).catch(() => {});
    await ip("link", "delete", name).catch(() => {});
  }
  await ip("link", "delete", BRIDGE).catch(() => {});
}

/** Kills everything in a namespace with SIGKILL, as a loss of power would. */
export async function killAll(name: string): Promise<void> {
  for (;;) {
    const { stdout } = await ip("netns", "pids", name);
    const pids = stdout.split("\n").filter(Boolean).map(Number);
    if (pids.length === 0) return;
    for (const pid of pids) killOne(pid);
  }
}

/** Pulls a namespace's cable, or plugs it in. */
export async function setCable(name: string, state: "up" | "down"): Promise<void> {
  await ip("link", "set", name, state);
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function ip(...args: string[]) {
  return execa("ip", args);
}
