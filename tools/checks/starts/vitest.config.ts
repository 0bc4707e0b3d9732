import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm test -- starts`: what a start survives, tried with real processes in copies of this checkout. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../../..", import.meta.url)),
    include: ["tools/checks/starts/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // The tests of a file go on from one another.
    bail: 0,
    maxWorkers: 2,
  },
});
