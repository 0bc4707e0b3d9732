import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const MODULE = pathToFileURL("lib/end-at-signal.ts").href;

/** Runs a program that ends with 0 in a minute and sends itself a signal. @returns its exit code; null when the signal killed it */
function exitCodeAfter(signal: string, listen: string): Promise<number | null> {
  const program = `
    import { endAtSignal } from ${JSON.stringify(MODULE)};
    endAtSignal();
    ${listen}
    setTimeout(() => {}, 60_000);
    process.kill(process.pid, ${JSON.stringify(signal)});`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--input-type=module", "-e", program]).on("exit", resolve);
  });
}

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
])("a program ends at %s when nothing else listens for it", async (signal, code) => {
  expect(await exitCodeAfter(signal, "")).toBe(code);
});

test("a program that listens for a signal decides how it ends", async () => {
  expect(await exitCodeAfter("SIGTERM", `process.on("SIGTERM", () => setImmediate(() => process.exit(7)));`)).toBe(7);
});
