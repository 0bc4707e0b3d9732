import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

test("a script can import a module", () => {
  writeFileSync(join(folder, "main.cjs"), "module.exports = import('./module.mjs').then(({ name }) => name);");
  writeFileSync(join(folder, "module.mjs"), "export const name = 'module';");
  expect(run(RECORD)).toBe("module");
  expect(run(TAKE)).toBe("module");
});
