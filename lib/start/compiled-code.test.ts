import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "compiled-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const LIBRARY = join(import.meta.dirname, "compiled-code.ts");

/** Runs main.cjs, after the lines of `before`. @returns what it prints */
function run(before: string): unknown {
  const text = `
    import { createRequire } from "node:module";
    import { writeFileSync } from "node:fs";
    import { COMPILED_CODE, recordCompiledCode, takeCompiledCode } from ${JSON.stringify(LIBRARY)};
    const folder = ${JSON.stringify(folder)};
    ${before}
    const load = createRequire(folder + "/");
    console.log(JSON.stringify(await load("./main.cjs")));`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", text], { encoding: "utf8" }));
}

const RECORD = `
  const code = recordCompiledCode(folder);
  process.once("exit", () => writeFileSync(folder + "/" + COMPILED_CODE, code()));`;
const TAKE = "takeCompiledCode(folder);";

test("a script with compiled code runs as one without", () => {
  writeFileSync(
    join(folder, "main.cjs"),
    `#!/usr/bin/env node
    const other = require("./other.cjs");
    module.exports = [other.add(1, 2), __dirname, __filename, require.resolve("./other.cjs"), this === exports];`,
  );
  writeFileSync(join(folder, "other.cjs"), "exports.add = (a, b) => a + b;");
  const plain = run("");
  expect(run(RECORD)).toEqual(plain);
  expect(run(TAKE)).toEqual(plain);
});

test("a script that has changed since is compiled, even if its length is the same", () => {
  writeFileSync(join(folder, "main.cjs"), "module.exports = 'former';");
  expect(run(RECORD)).toBe("former");
  writeFileSync(join(folder, "main.cjs"), "module.exports = 'latter';");
  expect(run(TAKE)).toBe("latter");
});

test("a file that is cut off or damaged anywhere runs the scripts as without it", () => {
  writeFileSync(join(folder, "main.cjs"), "module.exports = [1, 2, 3].map((each) => each + 1);");
  const plain = run(RECORD);
  const path = join(folder, "compiled-code");
  const whole = readFileSync(path);
  const head = 4 + whole.readUInt32LE();
  for (const length of [0, 3, 4, head - 1, head, head + 100, whole.length - 1]) {
    writeFileSync(path, whole.subarray(0, length));
    expect([length, run(TAKE)]).toEqual([length, plain]);
  }
  for (const at of [0, 3, 5, head + 20, whole.length - 9]) {
    const damaged = Buffer.from(whole);
    damaged[at] = 255 - (whole[at] ?? 0);
    writeFileSync(path, damaged);
    expect([at, run(TAKE)]).toEqual([at, plain]);
  }
});

test("a script can import a module", () => {
  writeFileSync(join(folder, "main.cjs"), "module.exports = import('./module.mjs').then(({ name }) => name);");
  writeFileSync(join(folder, "module.mjs"), "export const name = 'module';");
  expect(run(RECORD)).toBe("module");
  expect(run(TAKE)).toBe("module");
});
