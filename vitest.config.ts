import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const TESTS = "{admin,app,components,lib,prisma,sandbox,test,tools}/**/*.test.{ts,tsx}";
/** The commands themselves, which `npm test -- starts` runs. */
const STARTS = "tools/checks/starts/**";

/** A mock of a module stays in its process, so these files need one of their own. */
const mocking = globSync(TESTS).filter((file) => readFileSync(file, "utf8").includes("vi.mock("));

export default defineConfig({
  resolve: {
    alias: {
      "@": here("."),
      "next-intl/server": here("./test/next-intl-server.ts"),
      "next/headers": here("./test/next-headers.ts"),
      "server-only": here("./test/server-only.ts"),
    },
  },
  test: {
    projects: [
      // Loading packages and warming them up took a third of the time. test/settings.ts makes the rest new for each file.
      { extends: true, test: { name: "shared", include: [TESTS], exclude: [STARTS, ...mocking], isolate: false } },
      { extends: true, test: { name: "mocking", include: mocking } },
    ],
    globalSetup: ["test/database-template.ts"],
    setupFiles: ["test/settings.ts"],
    // vitest leaves a core to itself, which halves a machine of two. The tests mostly wait for PostgreSQL.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
