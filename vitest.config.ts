import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

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
    include: ["{admin,app,components,lib,prisma,sandbox,test,tools}/**/*.test.{ts,tsx}"],
    exclude: ["tools/checks/starts/**"],
    globalSetup: ["test/database-template.ts"],
    setupFiles: ["test/settings.ts"],
    // vitest leaves a core to itself, which halves a machine of two. The tests mostly wait for PostgreSQL.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
