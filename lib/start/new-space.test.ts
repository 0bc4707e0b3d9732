import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** Allocates much that lives for a while, as a start does, and prints the size of the space for new objects in MB. */
const PROGRAM = `
  import { getHeapSpaceStatistics } from "node:v8";
  import { holdNewSpace, releaseNewSpace } from "./lib/start/new-space.ts";
  const fill = () => {
    const kept = [];
    for (let i = 0; i < 400_000; i++) kept.push({ i, text: [i] });
    const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    return space.space_size / 1024 ** 2;
  };
  holdNewSpace();
  const held = fill();
  releaseNewSpace();
  console.log(JSON.stringify({ held, released: fill() }));
`;

test("the space for new objects grows only once it is released", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", PROGRAM], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const { held, released } = JSON.parse(stdout);
  expect(held).toBeLessThanOrEqual(4);
  expect(released).toBeGreaterThan(2 * held);
});

test("a full collection takes all that nothing refers to, and leaves no function behind", () => {
  const program = `
    import { setTimeout as pause } from "node:timers/promises";
    import { collectAll } from "./lib/start/new-space.ts";
    const ref = new WeakRef({});
    await pause(1);
    collectAll();
    console.log(JSON.stringify([ref.deref() === undefined, typeof globalThis.gc]));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  expect(JSON.parse(stdout)).toEqual([true, "undefined"]);
});
